"""Train the starter end-of-turn detector on the recogniser's utterances:
`python -m models.recipes.turn.train --work DIR [--minutes 10] TURN.onnx`."""

from __future__ import annotations

import argparse
import itertools
import math
import pickle
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.recipes.turn.examples import Spoken, examples, spoken
from models.recipes.turn.model import TurnNet

BATCH = 128
RATE = 2e-3
WINDOW = 800
"""Frames of the exported network's input, as smart-turn has it: 8 s."""


def load(files: Sequence[Path]) -> list[Spoken]:
    """The utterances of some files that can be cut."""
    found = (spoken(mels) for file in files for text, mels, _ in pickle.loads(file.read_bytes()) if text)
    return [one for one in found if one is not None]


def batches(utterances: Sequence[Spoken], rng: random.Random) -> Iterator[tuple[Tensor, Tensor]]:
    """Features (batch, 80, frames) and whether each is over (batch, 1)."""
    endless = examples(utterances, rng)
    while True:
        chosen = list(itertools.islice(endless, BATCH))
        yield torch.from_numpy(np.stack([mels for mels, _ in chosen])), torch.tensor([[over] for _, over in chosen])


@torch.no_grad()
def accuracy(model: TurnNet, utterances: Sequence[Spoken], count: int = 8) -> tuple[float, float]:
    """Shares of whole and of cut utterances that are told right."""
    right: dict[bool, list[float]] = {True: [], False: []}
    for mels, over in itertools.islice(batches(utterances, random.Random(1)), count):
        for said, truth in zip(model(mels)[:, 0] > 0.5, over[:, 0] > 0.5, strict=True):
            right[bool(truth)].append(float(said == truth))
    return float(np.mean(right[True])), float(np.mean(right[False]))


def train(model: TurnNet, utterances: Sequence[Spoken], tests: dict[str, list[Spoken]], minutes: float) -> None:
    """Train for so many minutes; the rate falls with the clock."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    began = shown = time.monotonic()
    for step, (mels, over) in enumerate(batches(utterances, random.Random(0))):
        done = (time.monotonic() - began) / 60 / minutes
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 50) * (0.5 * (1 + math.cos(math.pi * min(1, done))) + 0.01)
        noisy = mels + 0.05 * torch.randn_like(mels)
        loss = nn.functional.binary_cross_entropy_with_logits(model.logits(noisy), over * 0.96 + 0.02)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if done >= 1 or time.monotonic() - shown > 60:
            shown = time.monotonic()
            told = {name: accuracy(model, test) for name, test in tests.items()}
            shares = ", ".join(f"{name} {whole:.3f} {cut:.3f}" for name, (whole, cut) in told.items())
            print(
                f"{done * minutes:.1f} min, step {step}, loss {loss.item():.3f}, whole and cut: {shares}", flush=True
            )
        if done >= 1:
            return


def export(model: TurnNet, target: Path) -> None:
    """Write the network with smart-turn's signature: `input_features` (1, 80, 800) to a probability (1, 1)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        model.eval(), (torch.zeros(1, 80, WINDOW),), str(target), dynamo=False,
        input_names=["input_features"], output_names=["probability"],
    )  # fmt: skip


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="the recogniser's work folder")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--resume", action="store_true", help="go on from what WORK holds")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--most-files", type=int, default=12)
    chosen = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(chosen.threads)
    tests = {file.stem: load([file]) for file in sorted(chosen.work.glob("test*.pkl"))}
    utterances = load(sorted(chosen.work.glob("train*.pkl"))[-chosen.most_files :])
    print(f"{len(utterances)} utterances", flush=True)
    model = TurnNet()
    if chosen.resume:
        model.load_state_dict(torch.load(chosen.work / "turn.pt", weights_only=True))
    train(model, utterances, tests, chosen.minutes)
    torch.save(model.state_dict(), chosen.work / "turn.pt")
    export(model, chosen.target)


if __name__ == "__main__":
    main()
