"""Test sentences as speech: the same voices and samples in every run."""

from __future__ import annotations

import numpy as np

from models.recipes.common.speech import Samples, espeak, flite

FLITE_VOICES = ("kal16", "awb", "rms", "slt")
ESPEAK_VOICES = (("en-us+m3", 150), ("en-gb+f2", 160), ("en-us+f4", 145), ("en-gb-scotland+m1", 150))


def spoken(text: str, index: int) -> Samples:
    """The text at 16 kHz, at half level, between 0.2 s of silence; `index` chooses one of eight voices."""
    text = text.replace("-", " ")
    group, voice = divmod(index % 8, 4)
    samples = flite(text, FLITE_VOICES[voice]) if group == 0 else espeak(text, *ESPEAK_VOICES[voice])
    silence = np.zeros(3200, np.float32)
    return np.concatenate([silence, samples * np.float32(0.5 / np.abs(samples).max()), silence])
