"""Train the starter recogniser:
`python -m models.recipes.stt.train --work DIR [--minutes 120] [--resume]`."""

from __future__ import annotations

import argparse
import math
import pickle
import random
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)

from desktop.benchmarks.wer import word_errors
from models.recipes.stt import ctranslate, tokens
from models.recipes.stt.corpus import Batch, Corpus
from models.recipes.stt.model import Shape, Whisper

LETTERS = {letter: index + 1 for index, letter in enumerate("abcdefghijklmnopqrstuvwxyz '")}
WARM_UP_STEPS = 100
REPORT_S = 300


def options() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder with train*.pkl and test*.pkl")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--start-from", type=Path, help="model folder to begin with, perhaps of fewer layers")
    parser.add_argument("--resume", action="store_true", help="go on from what WORK holds")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def letter_loss(model: Whisper, audio: Tensor, batch: Batch) -> Tensor:
    """CTC over letters on the encoder; without it attention is slow to find the alignment."""
    letters = [
        torch.tensor([LETTERS[c] for c in text.lower().replace("-", " ") if c in LETTERS]) for text, *_ in batch
    ]
    lengths = torch.tensor([min(audio.shape[1], mels.shape[1] // 2) for _, mels, _ in batch])
    scores = model.letters(audio).float().log_softmax(-1).transpose(0, 1)
    sizes = torch.tensor([len(one) for one in letters])
    return F.ctc_loss(scores, torch.cat(letters).long(), lengths, sizes, zero_infinity=True)


def loss_of(model: Whisper, corpus: Corpus, batch: Batch, share: float) -> tuple[Tensor, float]:
    """The loss to minimise, `share` of it over letters, and the part over tokens for the report."""
    features, given, wanted, batch = corpus.training(batch)
    with torch.autocast("cpu", torch.bfloat16):
        audio = model.encoder(features)
        scores = model.decoder(given, audio)
    texts = F.cross_entropy(scores.float().flatten(0, 1), wanted.flatten(), ignore_index=-100, label_smoothing=0.05)
    return (1 - share) * texts + share * letter_loss(model, audio, batch), texts.item()


@torch.no_grad()
def transcribe(model: Whisper, corpus: Corpus, tokenizer: Tokenizer, batch: Batch) -> list[str]:
    """The likeliest texts, token by token."""
    audio = model.encoder(corpus.tensors(batch, 20)[0])
    ids = torch.tensor([corpus.start] * len(batch))
    done = torch.zeros(len(batch), dtype=torch.bool)
    while not done.all() and ids.shape[1] < 60:
        following = model.decoder(ids, audio)[:, -1].argmax(-1)
        following[done] = corpus.end
        done |= following == corpus.end
        ids = torch.cat([ids, following[:, None]], 1)
    return [tokenizer.decode([i for i in row if i < corpus.end]).strip() for row in ids[:, 2:].tolist()]


def evaluate(model: Whisper, corpus: Corpus, tokenizer: Tokenizer, file: Path) -> float:
    """Word error rate on a file of utterances."""
    test = [one for one in pickle.loads(file.read_bytes()) if one[0]]
    test.sort(key=lambda one: one[1].shape[1])
    errors = words = 0
    model.eval()
    for at in range(0, len(test), 40):
        batch = test[at : at + 40]
        for (text, *_), heard in zip(batch, transcribe(model, corpus, tokenizer, batch), strict=True):
            wrong, length = word_errors(text, heard)
            errors, words = errors + wrong, words + length
    model.train()
    return errors / words


def optimizers_of(model: Whisper, rate: float) -> list[torch.optim.Optimizer]:
    """Muon for the matrices, AdamW for embeddings, convolutions, biases and norms."""
    named = dict(model.named_parameters())
    matrices = [w for name, w in named.items() if w.dim() == 2 and "linear" in name]
    others = [w for name, w in named.items() if w.dim() != 2 or "linear" not in name]
    return [
        torch.optim.Muon(matrices, lr=rate, momentum=0.95, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.01),
    ]


def save(model: Whisper, work: Path) -> None:
    """Write the checkpoint, whole or not at all."""
    torch.save(model.state_dict(), work / "stt.part")
    (work / "stt.part").rename(work / "stt.pt")


def train(model: Whisper, tokenizer: Tokenizer, chosen: argparse.Namespace) -> None:
    """Train for the chosen minutes; the rate falls with the clock."""
    corpus = Corpus(chosen.work, tokenizer, random.Random(chosen.seed))
    optimizers = optimizers_of(model, chosen.rate)
    began = shown = time.monotonic()
    losses: list[float] = []
    for step, batch in enumerate(corpus):
        done = (time.monotonic() - began) / 60 / chosen.minutes
        if done >= 1:
            break
        rate = chosen.rate * min(1, step / WARM_UP_STEPS) * (0.5 * (1 + math.cos(math.pi * done)) + 0.005)
        loss, of_texts = loss_of(model, corpus, batch, 0.3 if done > 0.4 or chosen.resume else 0.6)
        model.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
        losses.append(of_texts)
        if time.monotonic() - shown > REPORT_S:
            shown = time.monotonic()
            report(model, corpus, tokenizer, chosen.work, f"{done * chosen.minutes:.1f} min, step {step}", losses)
            save(model, chosen.work)
    save(model, chosen.work)
    report(model, corpus, tokenizer, chosen.work, f"done after {len(losses)} steps", losses)


def report(model: Whisper, corpus: Corpus, tokenizer: Tokenizer, work: Path, when: str, losses: list[float]) -> None:
    """Print the loss of late and the word error rate on each test file."""
    rates = [f"{file.stem} {evaluate(model, corpus, tokenizer, file):.3f}" for file in sorted(work.glob("test*.pkl"))]
    print(f"{when}, loss {sum(losses[-100:]) / len(losses[-100:]):.3f},", *rates, flush=True)


def main() -> None:
    """Run the command."""
    chosen = options()
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(chosen.threads)
    file = chosen.work / "tokenizer.json"
    known = file if chosen.resume else chosen.start_from and chosen.start_from / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(known)) if known else tokens.learn()
    tokenizer.save(str(file))
    model = Whisper(Shape(len(tokens.listing(tokenizer))))
    if chosen.resume:
        model.begin_with(torch.load(chosen.work / "stt.pt", weights_only=True))
    elif chosen.start_from:
        weights = ctranslate.read(chosen.start_from / "model.bin")
        model.begin_with({name: torch.tensor(array) for name, array in weights.items()})
    print(f"{sum(weight.numel() for weight in model.parameters()) / 1e6:.2f} million parameters", flush=True)
    train(model, tokenizer, chosen)


if __name__ == "__main__":
    main()
