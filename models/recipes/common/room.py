"""What happens to sound between mouth and file: level, room, band limits, noise."""

from __future__ import annotations

import random

import numpy as np
from scipy import signal

from models.recipes.common.noises import coloured
from models.recipes.common.speech import SAMPLE_RATE, Samples


def _reverberate(samples: Samples, rng: random.Random, noise: np.random.Generator) -> Samples:
    length = int(SAMPLE_RATE * rng.uniform(0.05, 0.35))
    response = noise.standard_normal(length) * np.exp(-np.arange(length) / (length / rng.uniform(4, 7)))
    response /= rng.uniform(4, 12)
    response[0] = 1
    return np.asarray(signal.fftconvolve(samples, response)[: len(samples)], np.float32)


def _band(samples: Samples, rng: random.Random) -> Samples:
    """A telephone, a cheap microphone, a hand over it."""
    low, high = rng.choice([(300, 3400), (200, 3700), (80, 3900), (150, 6000), (20, 2800), (20, 5000)])
    filters = signal.butter(2, [low, high], "bandpass", fs=SAMPLE_RATE, output="sos")
    return np.asarray(signal.sosfilt(filters, samples), np.float32)


def _silence(rng: random.Random) -> Samples:
    longest = 1.5 if rng.random() < 0.15 else 0.4
    return np.zeros(int(SAMPLE_RATE * rng.uniform(0.0, longest)), np.float32)


def place(samples: Samples, rng: random.Random) -> Samples:
    """Put sound into a room: sometimes reverberation or band limits, silence around it, mostly noise, a level."""
    noise = np.random.default_rng(rng.getrandbits(32))
    samples = _in_room(samples, rng, noise)
    samples = np.concatenate([_silence(rng), samples, _silence(rng)])
    return _recorded(samples, rng, noise)


def placed(samples: Samples, rng: random.Random) -> Samples:
    """The same without silence around it: as long as it was."""
    noise = np.random.default_rng(rng.getrandbits(32))
    return _recorded(_in_room(samples, rng, noise), rng, noise)


def _in_room(samples: Samples, rng: random.Random, noise: np.random.Generator) -> Samples:
    samples = samples / (np.abs(samples).max() + 1e-6)
    return _reverberate(samples, rng, noise) if rng.random() < 0.3 else samples


def _recorded(samples: Samples, rng: random.Random, noise: np.random.Generator) -> Samples:
    """Noise, band limits and a level."""
    if rng.random() < 0.7:
        loudness = np.sqrt(np.mean(samples**2))
        samples = samples + coloured(len(samples), noise, rng.uniform(0, 2)) * loudness * 10 ** rng.uniform(
            -3.0, -0.3
        )
    if rng.random() < 0.25:
        samples = _band(samples, rng)
    return np.asarray(samples / (np.abs(samples).max() + 1e-6) * 10 ** rng.uniform(-1.6, -0.05), np.float32)
