"""Changes to log-mel features that make every pass over the utterances a new one."""

from __future__ import annotations

import random

import torch
from torch import Tensor

_RANGE = 2.0
"""Whisper's features lie within two units (80 dB) below the loudest, which is what `_limited` restores."""


def _power(features: Tensor) -> Tensor:
    return torch.pow(10.0, 4 * features - 4)


def _limited(power: Tensor) -> Tensor:
    features = (torch.log10(power.clamp_min(1e-10)) + 4) / 4
    return torch.maximum(features, features.amax() - _RANGE)


def _noise(power: Tensor, rng: random.Random) -> Tensor:
    """Hiss of a random spectral slope, 3 to 30 dB below the utterance."""
    slope = torch.linspace(0, rng.uniform(-2.5, 1.0), power.shape[0])[:, None]
    hiss = torch.pow(10.0, slope) * torch.distributions.Gamma(2.0, 2.0).sample(power.shape)
    return hiss * (power.mean() / hiss.mean() * 10 ** -rng.uniform(0.3, 3.0))


def _voice(power: Tensor, other: Tensor, rng: random.Random) -> Tensor:
    """Somebody else talking, 8 to 25 dB below."""
    shift = rng.randrange(power.shape[1])
    talk = torch.roll(_power(other), shift, 1)
    repeats = -(-power.shape[1] // talk.shape[1])
    talk = talk.repeat(1, repeats)[:, : power.shape[1]]
    return talk * (power.mean() / (talk.mean() + 1e-10) * 10 ** -rng.uniform(0.8, 2.5))


def mixed(features: Tensor, other: Tensor, rng: random.Random) -> Tensor:
    """The utterance (mels, frames), sometimes with noise or another's speech behind it or with tilted bands."""
    chance = rng.random()
    if chance < 0.55:
        return features
    power = _power(features)
    if chance < 0.85:
        power = power + _noise(power, rng)
    elif chance < 0.93:
        power = power + _voice(power, other, rng)
    else:
        power = power * torch.pow(10.0, torch.linspace(0, rng.uniform(-2, 1.5), power.shape[0]))[:, None]
    return _limited(power)


def mask(features: Tensor, rng: random.Random) -> None:
    """SpecAugment on (batch, mels, frames): blank a band of frequencies and a stretch of time, in place."""
    for row in features:
        for _ in range(1):
            height, width = rng.randint(0, 12), rng.randint(0, 18)
            low, start = rng.randint(0, 80 - height), rng.randint(0, max(0, features.shape[2] - width))
            row[low : low + height] = 0
            row[:, start : start + width] = 0
