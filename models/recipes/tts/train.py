"""Train the starter voice: `python -m models.recipes.tts.train --work DIR`."""

from __future__ import annotations

import argparse
import copy
import math
import pickle
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)
from torch.nn.utils.rnn import pad_sequence

from models.recipes.tts.model import BANDS, NOISE_BANDS, Acoustics

Scale = dict[str, float]
BATCH, RATE, AVERAGING = 6, 2e-3, 0.997


class Sentences(NamedTuple):
    """Some utterances; n phonemes and t frames of 5 ms in the longest, 0 behind the others."""

    ids: Tensor
    """(batch, n), without the pads between them"""
    frames: Tensor
    """(batch, n) frames each id lasts"""
    pitch: Tensor
    """(batch, t) normalised log pitch"""
    voiced: Tensor
    """(batch, t) 1 where there is a pitch"""
    envelope: Tensor
    """(batch, t, BANDS) normalised"""
    noise: Tensor
    """(batch, t, NOISE_BANDS) 0 to 1"""
    heard: Tensor
    """(batch, t) 1 where the utterance goes on"""


def load(path: Path) -> tuple[list[Sentences], Scale]:
    """The utterances, each alone, and the means and deviations of envelope and log pitch."""
    found = pickle.loads(path.read_bytes())
    power = np.concatenate([envelope for *_, envelope, _ in found])
    pitch = np.log(np.concatenate([hertz[hertz > 0] for _, _, hertz, *_ in found]))
    scale = {
        "power_mean": float(power.mean()), "power_deviation": float(power.std()),
        "pitch_mean": float(pitch.mean()), "pitch_deviation": float(pitch.std()),
    }  # fmt: skip
    return [_prepared(*utterance, scale) for utterance in found], scale


def _prepared(
    ids: np.ndarray, frames: np.ndarray, hertz: np.ndarray, power: np.ndarray, noise: np.ndarray, scale: Scale
) -> Sentences:  # fmt: skip
    kept = ids > 0
    pitch = (np.log(np.maximum(hertz, 60)) - scale["pitch_mean"]) / scale["pitch_deviation"]
    level = (power - scale["power_mean"]) / scale["power_deviation"]
    floats = (pitch, hertz > 0, level, noise, np.ones(len(hertz)))
    whole = (torch.as_tensor(part[kept], dtype=torch.long) for part in (ids, frames))
    return Sentences(*whole, *(torch.as_tensor(part, dtype=torch.float32) for part in floats))


def together(sentences: Sequence[Sentences]) -> Sentences:
    """Utterances of one row as the rows of one batch."""
    return Sentences(*(pad_sequence(list(parts), batch_first=True) for parts in zip(*sentences, strict=True)))


def batches(sentences: Sequence[Sentences], rng: random.Random) -> Iterator[Sentences]:
    """Batches without end, of utterances that are much alike in length."""
    while True:
        order = sorted(sentences, key=lambda one: len(one.heard) * rng.uniform(0.85, 1.15))
        groups = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        rng.shuffle(groups)
        yield from map(together, groups)


def losses(model: Acoustics, batch: Sentences) -> dict[str, Tensor]:
    """Errors by name; their sum is what training lessens."""
    hidden = model.read(batch.ids)
    made = model.frames(hidden, batch.frames)[:, : batch.heard.shape[1]]
    level, pitch = made[..., :BANDS], made[..., -1]
    noise = torch.sigmoid(made[..., BANDS : BANDS + NOISE_BANDS])
    moving = batch.heard[:, 1:]
    voicing = F.binary_cross_entropy_with_logits(made[..., -2], batch.voiced, reduction="none")
    tilt = (level.diff(dim=2) - batch.envelope.diff(dim=2)).abs().mean(2)
    change = (level.diff(dim=1) - batch.envelope.diff(dim=1)).abs().mean(2)
    return {
        "length": _length_loss(model.lengths(hidden), batch),
        "envelope": 2 * _mean((level - batch.envelope).abs().mean(2), batch.heard),
        "tilt": _mean(tilt, batch.heard),
        "change": _mean(change, moving),
        "noise": _mean((noise - batch.noise).abs().mean(2), batch.heard),
        "voicing": 0.5 * _mean(voicing, batch.heard),
        "pitch": 0.5 * _mean((pitch - batch.pitch).abs(), batch.voiced),
    }


def _mean(values: Tensor, where: Tensor) -> Tensor:
    return (values * where).sum() / where.sum().clamp(min=1)


def _length_loss(logs: Tensor, batch: Sentences) -> Tensor:
    """Error of each phoneme's log length, and of the whole sentence's length."""
    here = (batch.ids > 0).float()
    each = _mean((logs - torch.log1p(batch.frames.float())) ** 2, here)
    whole = ((torch.exp(logs.clamp(max=5)) - 1) * here).sum(1) / batch.frames.sum(1) - 1
    return each + 0.5 * whole.abs().mean()


def _average_into(average: Acoustics, model: Acoustics, step: int) -> None:
    """Move the averaged weights a little towards the present ones."""
    share = min(AVERAGING, step / (step + 10))
    with torch.no_grad():
        for kept, now in zip(average.parameters(), model.parameters(), strict=True):
            kept.lerp_(now, 1 - share)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(chosen.threads)
    torch.set_flush_denormal(True)
    rng = random.Random(0)
    sentences, scale = load(chosen.work / "voice.pkl")
    rng.shuffle(sentences)
    train(sentences[24:], together(sentences[:24]), scale, chosen.minutes, chosen.work / "tts.pt", rng)


def train(
    sentences: Sequence[Sentences], unseen: Sentences, scale: Scale, minutes: float, target: Path, rng: random.Random
) -> None:
    """Train for so many minutes; `target` is written every minute, with weights averaged over many steps."""
    model = Acoustics()
    average = copy.deepcopy(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    began = shown = time.monotonic()
    for step, batch in enumerate(batches(sentences, rng)):
        done = (time.monotonic() - began) / 60 / minutes
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 100) * (0.5 * (1 + math.cos(math.pi * min(1, done))) + 0.01)
        optimizer.zero_grad()
        sum(losses(model, batch).values(), torch.zeros(())).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        _average_into(average, model, step)
        if step == 0 or done >= 1 or time.monotonic() - shown > 60:
            shown = time.monotonic()
            _report(average, unseen, f"{done * minutes:.1f} min, step {step + 1}")
            torch.save({"weights": average.state_dict(), "scale": scale}, target)
        if done >= 1:
            return


def _report(model: Acoustics, unseen: Sentences, when: str) -> None:
    with torch.no_grad():
        parts = {name: float(value) for name, value in losses(model, unseen).items()}
    listed = ", ".join(f"{name} {value:.3f}" for name, value in parts.items())
    print(f"{when}: loss on unseen sentences {sum(parts.values()):.3f} ({listed})", flush=True)


if __name__ == "__main__":
    main()
