"""Sounds that are not speech."""
# ruff: noqa: ARG001 (every kind takes the same arguments)

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
RATE = 16000


def coloured(length: int, noise: np.random.Generator, tilt: float) -> Samples:
    """Noise of unit power whose spectrum falls with frequency to the power of `tilt`: 0 white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(noise.standard_normal(length))
    spectrum *= np.maximum(np.fft.rfftfreq(length, 1 / RATE), 30) ** (-tilt / 2)
    samples = np.fft.irfft(spectrum, length)
    return np.asarray(samples / (samples.std() + 1e-9), np.float32)


def _steady(length: int, rng: random.Random, noise: np.random.Generator) -> Samples:
    return coloured(length, noise, rng.uniform(0, 2))


def _nothing(length: int, rng: random.Random, noise: np.random.Generator) -> Samples:
    samples = np.zeros(length, np.float32)
    samples[noise.integers(length)] = 1
    return samples


def _hum(length: int, rng: random.Random, noise: np.random.Generator) -> Samples:
    time, base = np.arange(length) / RATE, rng.choice([50, 60, 100, 120, rng.uniform(80, 1000)])
    tones = [rng.random() / n * np.sin(2 * np.pi * base * n * time + rng.uniform(0, 6)) for n in range(1, 12)]
    return np.asarray(np.sum(tones, axis=0), np.float32)


def _bursts(length: int, rng: random.Random, noise: np.random.Generator) -> Samples:
    """Clicks, keys, knocks, breaths: short noises with a sharp or soft start."""
    samples = np.zeros(length, np.float32)
    decay, tilt = rng.choice([0.002, 0.01, 0.03, 0.1, 0.3]), rng.uniform(0, 2)
    for _ in range(rng.randint(1, 14)):
        size = min(length, int(RATE * decay * 5))
        at = rng.randrange(length - size + 1)
        time = np.arange(size) / RATE
        shape = np.exp(-time / decay) * (1 if decay < 0.05 else np.minimum(1, time / decay))
        samples[at : at + size] += coloured(size, noise, tilt) * shape * rng.uniform(0.2, 1)
    return samples


def _music(length: int, rng: random.Random, noise: np.random.Generator) -> Samples:
    """Notes of a scale, some together, with harmonics and a decay."""
    samples, at = np.zeros(length, np.float32), 0
    root, beat = rng.uniform(80, 400), int(RATE * rng.uniform(0.1, 0.6))
    bright, decay = rng.uniform(0.2, 0.9), rng.uniform(0.1, 1.0)
    while at < length:
        time = np.arange(length - at) / RATE
        for _ in range(rng.choice([1, 1, 2, 3])):
            pitch = root * 2 ** (rng.choice([0, 2, 4, 5, 7, 9, 11, 12, 14, 16]) / 12)
            note = sum(bright**n * np.sin(2 * np.pi * pitch * (n + 1) * time) for n in range(6))
            samples[at:] += np.asarray(note * np.exp(-time / decay), np.float32)
        at += beat * rng.choice([1, 1, 2])
    return samples


def _sweep(length: int, rng: random.Random, noise: np.random.Generator) -> Samples:
    """Sirens, whistles, beeps: one tone that wanders or is switched on and off."""
    time = np.arange(length) / RATE
    pitch = rng.uniform(150, 3000) * (1 + rng.uniform(0, 0.5) * np.sin(2 * np.pi * rng.uniform(0.1, 4) * time))
    tone = np.sin(2 * np.pi * np.cumsum(pitch) / RATE)
    gate = np.sin(2 * np.pi * rng.uniform(0.5, 4) * time) > 0 if rng.random() < 0.5 else 1
    return np.asarray(tone * gate, np.float32)


KINDS: Sequence[Callable[[int, random.Random, np.random.Generator], Samples]] = (
    _nothing, _steady, _steady, _hum, _bursts, _bursts, _bursts, _music, _music, _sweep,
)  # fmt: skip


def sample(rng: random.Random) -> Samples:
    """A third of a second to six seconds of something that nobody said."""
    noise = np.random.default_rng(rng.getrandbits(32))
    return rng.choice(KINDS)(int(RATE * rng.uniform(0.35, 6)), rng, noise)
