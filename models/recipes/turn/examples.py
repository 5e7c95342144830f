"""Utterances that are over and utterances cut off in the middle, from the recogniser's training features."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float32]
"""Log-mel as Whisper has it, shape (80, frames), 10 ms a frame."""

FRAMES = 300
"""Frames at the end that are looked at."""
FLOOR = -2.0
"""Digital silence against the loudest: Whisper's features reach no lower."""
_LEAST_CONTRAST = 0.35
_SPEECH_SHARE = 0.35
_LEAST_BEFORE, _LEAST_AFTER = 30, 15
"""Frames of speech that a cut leaves on either side."""
_NEAR = 4
_LOWEST_SHARE = 0.5
_NOISY_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance, loudest value 0, and where speech begins and ends in it."""

    mels: Features
    first: int
    last: int
    cuts: Sequence[int]
    """Frames in the middle at which it is quiet for a moment: between words mostly."""


def spoken(mels: NDArray[np.floating]) -> Spoken | None:
    """Find speech in an utterance; None where noise hides it or it is too short to be cut."""
    shifted = np.asarray(mels, np.float32)
    shifted = shifted - shifted.max()
    energy = shifted.mean(axis=0)
    low, high = np.percentile(energy, [10, 90])
    loud = np.flatnonzero(energy > low + _SPEECH_SHARE * (high - low))
    if high - low < _LEAST_CONTRAST or not len(loud):
        return None
    first, last = int(loud[0]), int(loud[-1])
    dips = [
        at
        for at in range(first + _LEAST_BEFORE, last - _LEAST_AFTER)
        if energy[at] == energy[at - _NEAR : at + _NEAR + 1].min()
    ]
    dips.sort(key=lambda at: energy[at])
    kept = dips[: max(1, int(len(dips) * _LOWEST_SHARE))]
    return Spoken(shifted, first, last, kept) if kept else None


def ended(one: Spoken, at: int, rng: random.Random) -> Features:
    """The utterance up to frame `at` and a silence of 60 to 400 ms as it was before it; shape (80, FRAMES)."""
    length = rng.randint(6, 40)
    before = one.mels[:, : max(0, one.first - 3)]
    if before.shape[1] >= 5 and rng.random() < 0.65:
        chosen = [rng.randrange(before.shape[1]) for _ in range(length)]
        silence = before[:, chosen]
    else:
        silence = np.full((80, length), FLOOR, np.float32)
    whole = np.concatenate([one.mels[:, :at], silence], axis=1)
    whole = whole - whole.max()
    padded = np.full((80, FRAMES), FLOOR, np.float32)
    part = np.maximum(whole[:, -FRAMES:], FLOOR)
    if rng.random() < _NOISY_SHARE:
        part = _in_noise(part, rng)
    padded[:, -part.shape[1] :] = part
    return padded


def _in_noise(mels: Features, rng: random.Random) -> Features:
    """The same in a steady noise of any level and tilt."""
    level, tilt = rng.uniform(-1.9, -0.9), rng.uniform(-0.4, 0.2)
    floor = level + tilt * np.linspace(-0.5, 0.5, 80)[:, None]
    scatter = np.random.default_rng(rng.getrandbits(32)).normal(0, 0.1, mels.shape)
    powers = np.power(10.0, 4 * mels) + np.power(10.0, 4 * (floor + scatter))
    return np.asarray(np.log10(powers) / 4, np.float32)


def examples(utterances: Sequence[Spoken], rng: random.Random) -> Iterator[tuple[Features, float]]:
    """For each utterance, in random order, one that is over (1) or one that was cut off (0), without end."""
    while True:
        for one in rng.sample(utterances, len(utterances)):
            over = rng.random() < 0.5
            at = one.last + 1 + rng.randint(0, 3) if over else rng.choice(one.cuts) + rng.randint(-1, 1)
            yield ended(one, at, rng), float(over)
