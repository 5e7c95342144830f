"""Train the starter embedder: `python -m models.recipes.embedding.train models/starter/embedding/starter.npz`.

A table of vectors for words and pieces of words; a text is the sum of its words. Two wordings of one request are
drawn together, all others of the batch apart. Takes minutes on one core; what reads the file needs numpy alone.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)

from desktop.engine.word_features import features
from models.recipes.embedding.pairs import Pairs

BUCKETS, WIDTH = 16384, 64
BATCH = 192
TEMPERATURE = 0.07


class Table(torch.nn.Module):
    """Texts to unit vectors."""

    def __init__(self) -> None:
        super().__init__()
        self.vectors = torch.nn.EmbeddingBag(BUCKETS, WIDTH, mode="sum")
        torch.nn.init.normal_(self.vectors.weight, std=WIDTH**-0.5)

    def forward(self, texts: list[str]) -> Tensor:
        """(texts, width)."""
        buckets: list[int] = []
        shares: list[float] = []
        offsets = []
        for text in texts:
            offsets.append(len(buckets))
            for word in features(text, BUCKETS):
                buckets += word
                shares += [1 / len(word)] * len(word)
        summed = self.vectors(torch.tensor(buckets), torch.tensor(offsets), per_sample_weights=torch.tensor(shares))
        return F.normalize(summed, dim=1)


def loss_of(table: Table, pairs: list[tuple[str, str]]) -> Tensor:
    """How badly each wording finds its own among those of the batch."""
    one, other = table([one for one, _ in pairs]), table([other for _, other in pairs])
    wanted = torch.arange(len(pairs))
    likeness = one @ other.T / TEMPERATURE
    return (F.cross_entropy(likeness, wanted) + F.cross_entropy(likeness.T, wanted)) / 2


def train(table: Table, minutes: float, rate: float, seed: int) -> None:
    """Train for so many minutes, and print what it comes to."""
    source, stepper = Pairs(seed), torch.optim.Adam(table.parameters(), lr=rate)
    began = shown = time.monotonic()
    step = 0
    while (done := (time.monotonic() - began) / 60 / minutes) < 1:
        stepper.param_groups[0]["lr"] = rate * (1.01 - done)
        loss = loss_of(table, [source.draw() for _ in range(BATCH)])
        stepper.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        stepper.step()
        step += 1
        if time.monotonic() - shown > 30:
            shown = time.monotonic()
            print(f"{done * minutes:.1f} min, step {step}, loss {loss.item():.3f}", flush=True)


def export(table: Table, target: Path) -> None:
    """Write the table with 8 bits a value, and a scale a row."""
    vectors = table.vectors.weight.detach().numpy()
    scales = np.abs(vectors).max(axis=1) / 127
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = np.round(vectors / scales[:, None]).astype(np.int8)
    np.savez_compressed(target, rows=rows, scales=scales.astype(np.float16))


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=3)
    chosen = parser.parse_args()
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(1)
    table = Table()
    train(table, chosen.minutes, chosen.rate, chosen.seed)
    export(table, chosen.target)
    print(f"{chosen.target}: {chosen.target.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
