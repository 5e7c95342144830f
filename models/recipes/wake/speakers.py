"""Somebody who says several texts in the same voice: flite, espeak-ng, the starter's Piper voice."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr

from models.recipes.common import speech
from models.recipes.common.speech import SAMPLE_RATE, Samples

_QUIET = 0.01
"""Share of the loudest below which a sound's ends are cut off."""
_BLOCK = 80


@dataclass(frozen=True, slots=True)
class Speaker:
    """One voice at one speed and pitch."""

    name: str
    say: Callable[[str], Samples]
    """16 kHz. Raises CalledProcessError, RuntimeError."""
    factor: float = 1.0
    """How much faster and higher it is made afterwards."""

    def trimmed(self, text: str) -> Samples:
        """The text without silence around it, loudest value 1."""
        samples = self.say(text)
        if self.factor != 1.0:
            samples = soxr.resample(samples, SAMPLE_RATE * self.factor, SAMPLE_RATE, quality="LQ")
        return trim(np.asarray(samples, np.float32))


def trim(samples: Samples) -> Samples:
    """Cut silence off both ends; loudest value 1. Raises RuntimeError when there is nothing else."""
    loudest = float(np.abs(samples).max(initial=0.0))
    blocks = np.abs(samples[: len(samples) // _BLOCK * _BLOCK]).reshape(-1, _BLOCK).max(1)
    loud = np.flatnonzero(blocks > _QUIET * loudest)
    if loudest < 1e-4 or not len(loud):
        raise RuntimeError("nothing was said")
    return np.asarray(samples[loud[0] * _BLOCK : (loud[-1] + 1) * _BLOCK] / loudest, np.float32)


def random_speaker(rng: random.Random, piper: Callable[[str, float], Samples] | None = None) -> Speaker:
    """A voice that is not held out; `piper` says a text at a speed."""
    kind = rng.random()
    if kind < 0.15 and piper is not None:
        speed = rng.uniform(0.8, 1.3)
        return Speaker("piper", lambda text: piper(text, speed), rng.uniform(0.88, 1.14))
    if kind < 0.45:
        voice, stretch = rng.choice(speech.FLITE_VOICES), rng.uniform(0.75, 1.35)
        return Speaker(voice, lambda text: speech.flite(text, voice, stretch), rng.uniform(0.86, 1.16))
    voice = f"{rng.choice(speech.ESPEAK_ACCENTS)}+{rng.choice(speech.ESPEAK_VARIANTS)}"
    return espeak_speaker(voice, rng)


def espeak_speaker(voice: str, rng: random.Random) -> Speaker:
    """One of espeak-ng's voices at some speed and pitch."""
    speed, pitch = rng.randint(105, 220), rng.randint(5, 95)
    return Speaker(voice, lambda text: speech.espeak(text, voice, speed, pitch), rng.uniform(0.9, 1.12))


def held_out_speaker(voice: str) -> Speaker:
    """A voice for measuring, as it is."""
    return Speaker(voice, lambda text: speech.say(text, voice))


def piper_voice(file: Path) -> Callable[[str, float], Samples]:
    """A Piper voice at 16 kHz: text and speed (1 its own, above slower) to samples."""
    from desktop.engine.backends.piper import PiperVoiceModel

    loaded: dict[float, PiperVoiceModel] = {}

    def say(text: str, speed: float) -> Samples:
        step = round(speed, 1)
        if step not in loaded:
            loaded[step] = PiperVoiceModel(file, length_scale=step)
        model = loaded[step]
        samples = np.concatenate(list(model.synthesize(text, bool)))
        return np.asarray(soxr.resample(samples, model.sample_rate, SAMPLE_RATE), np.float32)

    return say
