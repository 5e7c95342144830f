"""Train the starter recogniser:
`python -m models.recipes.stt.train --work DIR [--start-from MODEL_FOLDER]`."""

from __future__ import annotations

import argparse
import math
import pickle
import random
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)

from desktop.benchmarks.wer import word_errors
from models.recipes.stt import ctranslate, tokens
from models.recipes.stt.model import Shape, Whisper

LETTERS = {letter: index + 1 for index, letter in enumerate("abcdefghijklmnopqrstuvwxyz '")}
BATCH = 32
PADDINGS = (0, 0, 10, 60, 200)
"""Frames of silence after a batch. Three batches in a hundred get up to 2,600 instead, near all."""


def options() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder with train*.pkl and test.pkl")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=1e-3, help="highest learning rate")
    parser.add_argument("--start-from", type=Path, help="model folder of this recipe whose weights to begin with")
    parser.add_argument("--resume", action="store_true", help="go on from what WORK holds")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


class Corpus:
    """The utterances found in the work folder; looks for new files after every pass over them."""

    def __init__(self, work: Path, tokenizer: Tokenizer, rng: random.Random) -> None:
        self._work, self._tokenizer, self._rng = work, tokenizer, rng
        self._files: set[Path] = set()
        self._data: list = []
        self.start = [
            tokenizer.token_to_id("<|startoftranscript|>"),
            tokenizer.token_to_id("<|notimestamps|>"),
        ]
        self.end = tokenizer.token_to_id(tokens.END)
        self._silence = tokenizer.token_to_id("<|nospeech|>")

    def __iter__(self) -> Iterator[list]:
        while True:
            for file in sorted(set(self._work.glob("train*.pkl")) - self._files):
                self._data += pickle.loads(file.read_bytes())
                self._files.add(file)
            if len(self._data) < BATCH:
                raise ValueError(f"fewer than {BATCH} utterances in {self._work}; run generate first")
            order = sorted(self._data, key=lambda one: one[1].shape[1] + self._rng.random() * 40)
            batches = [order[at : at + BATCH] for at in range(0, len(order) - BATCH + 1, BATCH)]
            self._rng.shuffle(batches)
            yield from batches

    def tensors(self, batch: list, padding: int) -> tuple[Tensor, Tensor, Tensor]:
        """Features (batch, 80, frames), decoder input and targets (batch, n); -100 is no target."""
        frames = max(features.shape[1] for _, features, _ in batch) + padding
        features = torch.zeros(len(batch), 80, min(3000, frames + frames % 2))
        texts = [self._tokenizer.encode(" " + text).ids if text else [] for text, *_ in batch]
        length = max(map(len, texts)) + 2
        given, wanted = torch.full((len(batch), length), self.end), torch.full((len(batch), length), -100)
        for row, (ids, (text, mels, _)) in enumerate(zip(texts, batch, strict=True)):
            features[row, :, : mels.shape[1]] = torch.from_numpy(mels.astype("float32"))
            given[row, : len(ids) + 2] = torch.tensor(self.start + ids)
            wanted[row, 1 : len(ids) + 2] = torch.tensor([*ids, self.end])
            wanted[row, 0] = -100 if text else self._silence
        return features, given, wanted


def mask(features: Tensor, rng: random.Random) -> None:
    """SpecAugment: blank two bands of frequency and two stretches of time, in place."""
    for _ in range(2):
        height, width = rng.randint(0, 12), rng.randint(0, 20)
        low, start = rng.randint(0, 80 - height), rng.randint(0, max(0, features.shape[2] - width))
        features[:, low : low + height] = 0
        features[:, :, start : start + width] = 0


def letter_loss(model: Whisper, audio: Tensor, batch: list) -> Tensor:
    """CTC over letters on the encoder; without it attention is slow to find the alignment."""
    letters = [
        torch.tensor([LETTERS[c] for c in text.lower().replace("-", " ") if c in LETTERS]) for text, *_ in batch
    ]
    lengths = torch.tensor([min(audio.shape[1], mels.shape[1] // 2) for _, mels, _ in batch])
    scores = model.letters(audio).log_softmax(-1).transpose(0, 1)
    targets = torch.cat(letters).long()
    return F.ctc_loss(scores, targets, lengths, torch.tensor([len(one) for one in letters]), zero_infinity=True)


@torch.no_grad()
def transcribe(model: Whisper, corpus: Corpus, tokenizer: Tokenizer, batch: list) -> list[str]:
    """The likeliest texts, token by token."""
    audio = model.encoder(corpus.tensors(batch, 20)[0])
    ids = torch.tensor([corpus.start] * len(batch))
    done = torch.zeros(len(batch), dtype=torch.bool)
    while not done.all() and ids.shape[1] < 44:
        following = model.decoder(ids, audio)[:, -1].argmax(-1)
        following[done] = corpus.end
        done |= following == corpus.end
        ids = torch.cat([ids, following[:, None]], 1)
    return [tokenizer.decode([i for i in row if i < corpus.end]).strip() for row in ids[:, 2:].tolist()]


def evaluate(model: Whisper, corpus: Corpus, tokenizer: Tokenizer, work: Path) -> float:
    """Word error rate on test.pkl."""
    test = [one for one in pickle.loads((work / "test.pkl").read_bytes()) if one[0]]
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


def train(model: Whisper, tokenizer: Tokenizer, chosen: argparse.Namespace) -> None:
    """Train for the chosen minutes; the checkpoint is written every three."""
    rng = random.Random(chosen.seed)
    corpus = Corpus(chosen.work, tokenizer, rng)
    optimizer = torch.optim.AdamW(model.parameters(), lr=chosen.rate, betas=(0.9, 0.98), weight_decay=0.01)
    began = shown = time.monotonic()
    losses: list[float] = []
    for step, batch in enumerate(corpus):
        done = (time.monotonic() - began) / 60 / chosen.minutes
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = chosen.rate * min(1, step / 100) * (0.5 * (1 + math.cos(math.pi * done)) + 0.02)
        padding = rng.choice(PADDINGS) if rng.random() < 0.97 else rng.randint(200, 2600)
        features, given, wanted = corpus.tensors(batch, padding)
        mask(features, rng)
        audio = model.encoder(features)
        text_loss = F.cross_entropy(
            model.decoder(given, audio).flatten(0, 1),
            wanted.flatten(),
            ignore_index=-100,
            label_smoothing=0.05,
        )
        share = 0.3 if chosen.start_from or chosen.resume or done > 0.5 else 0.7
        loss = (1 - share) * text_loss + share * letter_loss(model, audio, batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(text_loss.item())
        if step == 0 or time.monotonic() - shown > 180:
            shown = time.monotonic()
            rate = evaluate(model, corpus, tokenizer, chosen.work)
            recent = sum(losses[-50:]) / len(losses[-50:])
            print(
                f"{done * chosen.minutes:.1f} min, step {step}, loss {recent:.3f}, error rate {rate:.3f}",
                flush=True,
            )
            torch.save(model.state_dict(), chosen.work / "stt.pt")
    torch.save(model.state_dict(), chosen.work / "stt.pt")
    rate = evaluate(model, corpus, tokenizer, chosen.work)
    print(f"done after {len(losses)} steps, word error rate {rate:.3f}")


def main() -> None:
    """Run the command."""
    chosen = options()
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(chosen.threads)
    beginning = chosen.start_from
    known_tokens = chosen.work if chosen.resume else beginning
    tokenizer = Tokenizer.from_file(str(known_tokens / "tokenizer.json")) if known_tokens else tokens.learn()
    tokenizer.save(str(chosen.work / "tokenizer.json"))
    model = Whisper(Shape(len(tokens.listing(tokenizer))))
    if chosen.resume:
        model.load_state_dict(torch.load(chosen.work / "stt.pt", weights_only=True))
    elif beginning:
        known = {name: torch.tensor(array) for name, array in ctranslate.read(beginning / "model.bin").items()}
        missing, foreign = model.load_state_dict(known, strict=False)
        print("beginning anew:", *missing, "not used:", *foreign)
    print(f"{sum(weight.numel() for weight in model.parameters()) / 1e6:.2f} million parameters", flush=True)
    train(model, tokenizer, chosen)


if __name__ == "__main__":
    main()
