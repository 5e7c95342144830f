"""What a microphone could hear: the starter voice, and noises that are no speech."""

from __future__ import annotations

import numpy as np

from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.protocols import Samples
from desktop.paths import starter_models

PAUSE = np.zeros(SAMPLE_RATE // 2, np.float32)


def spoken(text: str) -> Samples:
    """The starter voice at 16 kHz, with half a second of silence before and after."""
    voice = PiperVoiceModel(starter_models() / "tts" / "starter.onnx")
    said = np.concatenate(list(voice.synthesize(text, lambda: False)))
    return np.concatenate([PAUSE, resample(said, voice.sample_rate, SAMPLE_RATE), PAUSE])


def coughs() -> Samples:
    """Two bursts of noise that die away, and the noise of a quiet room."""
    noise = np.random.default_rng(2).standard_normal(SAMPLE_RATE * 3 // 2)
    level = np.full(len(noise), 0.002)
    for start in (3000, 11_000):
        level[start : start + 4000] += 0.8 * np.exp(-np.arange(4000) / 900)
    return np.convolve(noise * level, np.full(4, 0.25), "same").astype(np.float32)
