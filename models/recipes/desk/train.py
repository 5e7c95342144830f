"""Train the service desk's adapter: `python -m models.recipes.desk.train --work DIR FILE.gguf`.

Learns from the dialogues that `generate` wrote into the folder, one part of which only measures. The starter's own
weights stay as they are in its file.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from models.recipes.llm.adapter import STARTER, adapt, export
from models.recipes.llm.begin import inherit
from models.recipes.llm.model import Llama, Shape
from models.recipes.llm.train import loss_of
from models.recipes.llm.vocabulary import from_gguf

Sample = tuple[list[int], list[tuple[int, int]]]
"""Token ids, and from and to where Sophie speaks, of what is to be learned."""

_LONGEST, _TOKENS, _POOL = 1000, 3000, 256
"""Tokens of a dialogue and of a batch; dialogues from which batches of about one length are drawn."""
_MEASURED = 60
_WARM_UP = 40
_TELL_S = 120


def options() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="folder of the dialogues and the checkpoint")
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--rank", type=int, default=32)
    parser.add_argument("--alpha", type=float, default=64)
    parser.add_argument("--rate", type=float, default=3e-3, help="highest learning rate")
    parser.add_argument("--resume", action="store_true", help="go on with the checkpoint in the folder")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def encode(tokenizer: Tokenizer, turns: Sequence[Sequence[object]]) -> Sample:
    """A dialogue as the chat template writes it."""
    ids: list[int] = []
    spans = []
    for role, text, learn in turns:
        ids += tokenizer.encode(f"<|im_start|>{role}\n").ids
        begin = len(ids)
        ids += [*tokenizer.encode(str(text)).ids, tokenizer.token_to_id("<|im_end|>")]
        if learn:
            spans.append((begin, len(ids)))
        ids += tokenizer.encode("\n").ids
    return ids[:_LONGEST], [(begin, end) for begin, end in spans if end <= _LONGEST]


def read(tokenizer: Tokenizer, work: Path) -> tuple[list[Sample], list[Sample]]:
    """Dialogues to measure with, and to learn from."""
    lines = (line for path in sorted(work.rglob("dialogues.jsonl")) for line in path.open(encoding="utf-8"))
    samples = [encode(tokenizer, json.loads(line)) for line in lines]
    return samples[:_MEASURED], samples[_MEASURED:]


def tensors(samples: Sequence[Sample]) -> tuple[Tensor, Tensor]:
    """(tokens, what each counts in the loss), padded at the end."""
    width = max(len(ids) for ids, _ in samples)
    tokens, worth = torch.zeros(len(samples), width, dtype=torch.long), torch.zeros(len(samples), width)
    for row, (ids, spans) in enumerate(samples):
        tokens[row, : len(ids)] = torch.tensor(ids)
        for begin, end in spans:
            worth[row, begin:end] = 1
    return tokens, worth


def batches(samples: Sequence[Sample], rng: random.Random) -> Iterator[tuple[Tensor, Tensor]]:
    """Batches without end."""
    while True:
        pool = sorted(rng.sample(samples, min(_POOL, len(samples))), key=lambda one: len(one[0]))
        groups: list[list[Sample]] = [[]]
        for one in pool:
            if groups[-1] and (len(groups[-1]) + 1) * len(one[0]) > _TOKENS:
                groups.append([])
            groups[-1].append(one)
        rng.shuffle(groups)
        yield from (tensors(group) for group in groups)


@torch.no_grad()
def measure(model: Llama, samples: Sequence[Sample], call_mark: int) -> tuple[float, float]:
    """Shares of what Sophie says and calls that come out to the letter, after what was right before.

    A call begins with the token `call_mark`.
    """
    right = {True: [0, 0], False: [0, 0]}
    for ids, spans in samples:
        guessed = model(torch.tensor([ids]))[0].argmax(-1)
        truth = torch.tensor(ids)
        for begin, end in spans:
            call = ids[begin] == call_mark
            right[call][1] += 1
            right[call][0] += bool((guessed[begin - 1 : end - 1] == truth[begin:end]).all())
    said, called = right[False], right[True]
    return said[0] / max(1, said[1]), called[0] / max(1, called[1])


def train(model: Llama, weights: list[nn.Parameter], chosen: argparse.Namespace, tokenizer: Tokenizer) -> None:
    """Train for the chosen minutes; the checkpoint is written every two."""
    measured, samples = read(tokenizer, chosen.work)
    mark = tokenizer.token_to_id("<tool_call>")
    mean = sum(len(ids) for ids, _ in samples) / len(samples)
    print(f"{len(samples)} dialogues of {mean:.0f} tokens", flush=True)
    stepper = torch.optim.AdamW(weights, lr=chosen.rate, weight_decay=0.0, betas=(0.9, 0.98))
    began = shown = time.monotonic()
    losses: list[float] = []
    for step, (tokens, worth) in enumerate(batches(samples, random.Random(chosen.seed))):
        done = (time.monotonic() - began) / 60 / chosen.minutes
        if done >= 1:
            break
        for group in stepper.param_groups:
            group["lr"] = chosen.rate * min(1.0, (step + 1) / _WARM_UP) * min(1.0, (1 - done) / 0.7 + 0.01)
        loss = loss_of(model, tokens, worth)
        stepper.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(weights, 1.0)
        stepper.step()
        losses.append(loss.item())
        if time.monotonic() - shown > _TELL_S:
            shown = time.monotonic()
            recent = sum(losses[-40:]) / len(losses[-40:])
            said, called = measure(model, measured[:20], mark)
            where = f"{done * chosen.minutes:.1f} min, step {step}, loss {recent:.4f}"
            print(f"{where}, replies {said:.1%}, calls {called:.1%}", flush=True)
            torch.save({name: one for name, one in model.state_dict().items() if "lora" in name}, checkpoint(chosen))
    torch.save({name: one for name, one in model.state_dict().items() if "lora" in name}, checkpoint(chosen))
    said, called = measure(model, measured, mark)
    print(f"{len(losses)} steps; to the letter: replies {said:.1%}, calls {called:.1%}", flush=True)


def checkpoint(chosen: argparse.Namespace) -> Path:
    """Where the thin matrices are kept."""
    return Path(chosen.work) / "adapter.pt"


def main() -> None:
    """Run the command."""
    chosen = options()
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(chosen.threads)
    tokenizer = from_gguf(STARTER)
    model = Llama(Shape(tokenizer.get_vocab_size()))
    inherit(model, tokenizer, STARTER)
    weights = adapt(model, chosen.rank, chosen.alpha)
    if chosen.resume:
        model.load_state_dict(torch.load(checkpoint(chosen), weights_only=True), strict=False)
    print(f"{sum(weight.numel() for weight in weights):,} weights beside the model's", flush=True)
    train(model, weights, chosen, tokenizer)
    export(model, chosen.target, chosen.alpha, "Service desk", "The starter model at a workshop's service desk")
    print(f"{chosen.target}: {chosen.target.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
