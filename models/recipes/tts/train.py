"""Train the starter voice: `python -m models.recipes.tts.train --work DIR`."""

from __future__ import annotations

import argparse
import math
import pickle
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)

from models.recipes.tts.model import BANDS, NOISE_BANDS, Acoustics

Sentence = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]
"""ids, frames of each, pitch in Hz, normalised envelope, aperiodicity"""


def load(path: Path) -> tuple[list[Sentence], dict[str, float]]:
    """The utterances, and the means and deviations of envelope and log pitch."""
    found = pickle.loads(path.read_bytes())
    power = np.concatenate([envelope for *_, envelope, _ in found])
    pitch = np.log(np.concatenate([hertz[hertz > 0] for _, _, hertz, *_ in found]))
    scale = {
        "power_mean": float(power.mean()), "power_deviation": float(power.std()),
        "pitch_mean": float(pitch.mean()), "pitch_deviation": float(pitch.std()),
    }  # fmt: skip
    sentences = []
    for ids, frames, hertz, envelope, noise in found:
        level = (envelope - scale["power_mean"]) / scale["power_deviation"]
        sentences.append(tuple(torch.as_tensor(part) for part in (ids, frames, hertz, level, noise)))
    return sentences, scale


def loss_of(model: Acoustics, sentence: Sentence, scale: dict[str, float]) -> Tensor:
    """Errors of durations, envelope and its slope over frequency, aperiodicity, voicing and pitch, summed."""
    ids, frames, hertz, envelope, noise = sentence
    hidden = model.read(ids[None])
    made = model.frames(hidden, frames)[:, : len(hertz)].t()
    voiced = (hertz > 0).float()
    level = made[:, :BANDS]
    wanted = (torch.log(hertz.clamp(min=60)) - scale["pitch_mean"]) / scale["pitch_deviation"]
    pitch = ((made[:, -1] - wanted).abs() * voiced).sum() / voiced.sum().clamp(min=1)
    return (
        F.mse_loss(model.lengths(hidden), torch.log1p(frames.float()))
        + 2 * F.l1_loss(level, envelope)
        + F.l1_loss(level.diff(dim=1), envelope.diff(dim=1))
        + F.l1_loss(torch.sigmoid(made[:, BANDS : BANDS + NOISE_BANDS]), noise)
        + 0.5 * F.binary_cross_entropy_with_logits(made[:, -2], voiced)
        + 0.5 * pitch
    )


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(chosen.threads)
    rng = random.Random(0)
    sentences, scale = load(chosen.work / "voice.pkl")
    rng.shuffle(sentences)
    kept_away, sentences = sentences[:12], sentences[12:]
    model, rate = Acoustics(), 2e-3
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    began = shown = time.monotonic()
    step = 0
    while (done := (time.monotonic() - began) / 60 / chosen.minutes) < 1:
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 100) * (0.5 * (1 + math.cos(math.pi * done)) + 0.02)
        optimizer.zero_grad()
        for sentence in rng.sample(sentences, 4):
            (loss_of(model, sentence, scale) / 4).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step == 0 or time.monotonic() - shown > 60:
            shown = time.monotonic()
            with torch.no_grad():
                error = sum(float(loss_of(model, one, scale)) for one in kept_away) / len(kept_away)
            print(
                f"{done * chosen.minutes:.1f} min, step {step}, loss on unseen sentences {error:.3f}",
                flush=True,
            )
            torch.save({"weights": model.state_dict(), "scale": scale}, chosen.work / "tts.pt")
        step += 1
    torch.save({"weights": model.state_dict(), "scale": scale}, chosen.work / "tts.pt")
    print(f"done after {step} steps")


if __name__ == "__main__":
    main()
