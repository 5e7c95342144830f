"""Train the starter wake word: `python -m models.recipes.wake.train --work DIR [--minutes 10] WAKE.onnx`."""

from __future__ import annotations

import argparse
import json
import math
import pickle
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.recipes.common.speech import Samples
from models.recipes.wake.generate import Said
from models.recipes.wake.model import RATE, WINDOW, WakeNet
from models.recipes.wake.phrases import PHRASE
from models.recipes.wake.windows import Windows

BATCH = 96
POSITIVES = 32
"""Windows with the phrase in a batch."""
HARD = 16
"""Windows in a batch that were mistaken for the phrase before."""
LEARNING_RATE = 2e-3
LOOK_EVERY, LOOK = 40, 256
"""Steps between two looks for mistakes, and how many windows are looked at."""
MOST_HARD = 3000
MISTAKEN = 0.3
HOP = 1600
"""Samples between two windows that Sotto looks at: 0.1 s."""
THRESHOLD = 0.85


def load(file: Path) -> list[Said]:
    """What `generate` wrote."""
    found: list[Said] = pickle.loads(file.read_bytes())
    return found


class Batches:
    """Draws batches, and keeps what the network was wrong about."""

    def __init__(self, windows: Windows, rng: random.Random) -> None:
        self._windows, self._rng = windows, rng
        self._hard: list[Samples] = []

    def draw(self) -> tuple[Tensor, Tensor]:
        """Windows (batch, samples) and whether each ends behind the phrase (batch, 1)."""
        chosen = [self._windows.positive() for _ in range(POSITIVES)]
        chosen += self._rng.sample(self._hard, HARD) if len(self._hard) >= HARD else []
        chosen += [self._windows.negative() for _ in range(BATCH - len(chosen))]
        said = torch.zeros(BATCH, 1)
        said[:POSITIVES] = 1
        return torch.from_numpy(np.stack(chosen)), said

    @torch.no_grad()
    def look(self, model: WakeNet) -> int:
        """Find more windows that are mistaken for the phrase; returns how many of those looked at."""
        drawn = [self._windows.negative() for _ in range(LOOK)]
        model.eval()
        taken = model(torch.from_numpy(np.stack(drawn)))[:, 0] > MISTAKEN
        model.train()
        mistaken = [window for window, wrong in zip(drawn, taken, strict=True) if wrong]
        self._hard = (self._hard + mistaken)[-MOST_HARD:]
        return len(mistaken)


@torch.no_grad()
def accuracy(model: WakeNet, windows: Windows, count: int = 400) -> tuple[float, float]:
    """Shares of windows with the phrase that are missed, and of others that are mistaken for it."""
    model.eval()
    told = [
        float((model(torch.from_numpy(np.stack([draw() for _ in range(count)]))) > THRESHOLD).float().mean())
        for draw in (windows.positive, windows.negative)
    ]
    model.train()
    return 1 - told[0], told[1]


def train(model: WakeNet, batches: Batches, test: Windows, minutes: float) -> None:
    """Train for so many minutes; the rate falls with the clock."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=0.02)
    began = shown = time.monotonic()
    step = 0
    while (done := (time.monotonic() - began) / 60 / minutes) < 1:
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * min(1, (step + 1) / 50) * (0.5 * (1 + math.cos(math.pi * done)) + 0.01)
        windows, said = batches.draw()
        loss = nn.functional.binary_cross_entropy_with_logits(model.logits(windows), said * 0.98 + 0.01)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        mistaken = batches.look(model) if step % LOOK_EVERY == 0 and done > 0.1 else None
        if time.monotonic() - shown > 60:
            shown = time.monotonic()
            missed, wrong = accuracy(model, test)
            print(
                f"{done * minutes:.1f} min, step {step}, loss {loss.item():.3f}, mistaken {mistaken}, "
                f"held-out voices: missed {missed:.3f}, mistaken {wrong:.4f}",
                flush=True,
            )


def export(model: WakeNet, target: Path) -> None:
    """Write the network, `samples` (1, 25600) to `probability` (1, 1), and beside it what Sotto must know of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        model.eval(), (torch.zeros(1, WINDOW),), str(target), dynamo=False,
        input_names=["samples"], output_names=["probability"],
    )  # fmt: skip
    known = {
        "type": "wake-word", "phrase": PHRASE, "language": "en", "sample_rate": RATE, "window": WINDOW, "hop": HOP,
        "threshold": THRESHOLD,
    }  # fmt: skip
    target.with_name(target.name + ".json").write_text(json.dumps(known, indent=2) + "\n", "utf-8")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="where `generate` wrote train.pkl and test.pkl")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on from what WORK holds")
    chosen = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(chosen.threads)
    rng = random.Random(0)
    model = WakeNet()
    if chosen.resume:
        model.load_state_dict(torch.load(chosen.work / "wake.pt", weights_only=True))
    print(f"{sum(one.numel() for one in model.parameters())} parameters", flush=True)
    batches = Batches(
        Windows([one for file in sorted(chosen.work.glob("train*.pkl")) for one in load(file)], rng), rng
    )
    train(model, batches, Windows(load(chosen.work / "test.pkl"), random.Random(1)), chosen.minutes)
    torch.save(model.state_dict(), chosen.work / "wake.pt")
    export(model, chosen.target)


if __name__ == "__main__":
    main()
