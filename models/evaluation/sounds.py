"""Sounds without words: noise to put under speech, and clips in which nobody speaks. The same in every run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.recipes.common.speech import SAMPLE_RATE, Samples

Maker = Callable[[np.random.Generator, int], Samples]
"""Makes so many samples of a sound."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound in which nobody speaks."""

    kind: str
    seed: int
    samples: Samples


def with_noise(speech: Samples, noise: Samples, snr_db: float) -> Samples:
    """The speech with the noise, repeated as needed, so many decibels below the speech where it is not silent."""
    spoken = speech[np.abs(speech) > 1e-4]
    under = np.resize(noise, len(speech))
    power = np.mean(np.square(spoken)) / (np.mean(np.square(under)) + 1e-12)
    mixed = speech + under * np.sqrt(power) * np.float32(10 ** (-snr_db / 20))
    return np.asarray(mixed / max(1.0, float(np.abs(mixed).max())), np.float32)


def coloured(rng: np.random.Generator, length: int, slope: float) -> Samples:
    """Noise whose amplitude falls with frequency to the power of `slope`: 0 white, 0.5 pink, 1 brown."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    spectrum /= np.maximum(np.arange(len(spectrum)), 1) ** slope
    spectrum[0] = 0
    return _loudest_one(np.fft.irfft(spectrum, length))


def babble(voices: Sequence[Samples], length: int) -> Samples:
    """Many people at once, each speaking from another moment on."""
    mixed = np.zeros(length)
    for index, voice in enumerate(voices):
        mixed += np.roll(np.resize(voice / (np.abs(voice).max() + 1e-6), length), index * length // len(voices))
    return _loudest_one(mixed)


def clips(count: int) -> list[Clip]:
    """`count` clips of 0.5 to 8 s at -50 to -6 dB, every kind as often as the others."""
    made = []
    for seed in range(count):
        kind, make = list(_KINDS.items())[seed % len(_KINDS)]
        rng = np.random.default_rng(seed)
        length = int(SAMPLE_RATE * rng.uniform(0.5, 8))
        level = 10 ** (rng.uniform(-50, -6) / 20)
        made.append(Clip(kind, seed, (make(rng, length) * level).astype(np.float32)))
    return made


def _silence(rng: np.random.Generator, length: int) -> Samples:
    return (rng.standard_normal(length) * 1e-3 * rng.integers(0, 2)).astype(np.float32)


def _hum(rng: np.random.Generator, length: int) -> Samples:
    mains, wave = float(rng.choice([50, 60])), np.zeros(length)
    for harmonic in range(1, 8):
        wave += np.sin(_phase(mains * harmonic, length) + rng.uniform(0, 6)) * rng.uniform(0, 1) / harmonic
    return _loudest_one(wave)


def _bursts(rng: np.random.Generator, length: int, rate: float, decay_s: float, tone_hz: float) -> Samples:
    """Short sounds, `rate` a second, that die away; of noise, or of a dull tone."""
    wave, size = np.zeros(length), int(decay_s * 6 * SAMPLE_RATE)
    fade = np.exp(-np.arange(size) / (decay_s * SAMPLE_RATE))
    for start in rng.integers(0, length, max(1, int(rate * length / SAMPLE_RATE))):
        burst = np.sin(_phase(tone_hz * rng.uniform(0.7, 1.4), size)) if tone_hz else rng.standard_normal(size)
        kept = min(size, length - start)
        wave[start : start + kept] += (burst * fade * rng.uniform(0.3, 1))[:kept]
    return _loudest_one(wave)


def _knocks(rng: np.random.Generator, length: int) -> Samples:
    return _bursts(rng, length, 3, 0.03, 140)


def _music(rng: np.random.Generator, length: int, together: int) -> Samples:
    """Notes of a scale one after another, `together` at a time, each with four harmonics."""
    wave, at = np.zeros(length), 0
    while at < length:
        size = min(length - at, int(SAMPLE_RATE * rng.uniform(0.15, 0.8)))
        fade = np.exp(-np.arange(size) / (0.4 * SAMPLE_RATE))
        for step in rng.choice([0, 2, 4, 5, 7, 9, 11, 12], together, replace=False):
            pitch = 220 * 2 ** (float(step) / 12)
            wave[at : at + size] += sum(np.sin(_phase(pitch * n, size)) / n for n in range(1, 5)) * fade
        at += size
    return _loudest_one(wave)


def _breath(rng: np.random.Generator, length: int) -> Samples:
    swell = np.maximum(0, np.sin(_phase(float(rng.uniform(0.25, 0.6)), length))) ** 2
    return _loudest_one(coloured(rng, length, 0.3) * swell)


def _phase(hertz: float, length: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return 2 * np.pi * hertz * np.arange(length) / SAMPLE_RATE


def _loudest_one(wave: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Samples:
    return np.asarray(wave / (np.abs(wave).max() + 1e-9), np.float32)


_KINDS: dict[str, Maker] = {
    "silence": _silence,
    "white noise": lambda rng, length: coloured(rng, length, 0),
    "pink noise": lambda rng, length: coloured(rng, length, 0.5),
    "brown noise": lambda rng, length: coloured(rng, length, 1),
    "hum": _hum,
    "clicks": lambda rng, length: _bursts(rng, length, 2, 0.001, 0),
    "typing": lambda rng, length: _bursts(rng, length, 7, 0.006, 0),
    "melody": lambda rng, length: _music(rng, length, 1),
    "chords": lambda rng, length: _music(rng, length, 3),
    "breath": _breath,
    "knocks": _knocks,
    "hiss and hum": lambda rng, length: _loudest_one(_hum(rng, length) + 0.3 * coloured(rng, length, 0)),
}
