"""The sound of a timer that is due, made from sines. Pure."""

from __future__ import annotations

import numpy as np

from desktop.engine.protocols import Samples

_NOTES = ((0.0, 659.26), (0.18, 830.61), (0.36, 987.77))
"""Start in seconds and pitch in Hz: E, G sharp and B, one after another."""
_PARTIALS = ((1.0, 1.0), (2.0, 0.25), (3.01, 0.08))
"""Multiple of the pitch and loudness of what makes it a bell."""
_DECAY_S, _ATTACK_S, _NOTE_S = 0.28, 0.006, 0.9
_TIMES = 2
_PEAK = 0.3


def chime(sample_rate: int) -> Samples:
    """Three soft bell notes, twice, of about two and a half seconds; it begins and ends in silence."""
    once = np.zeros(int((_NOTES[-1][0] + _NOTE_S) * sample_rate) + 1, np.float32)
    for start, pitch in _NOTES:
        note = bell(pitch, sample_rate)
        at = int(start * sample_rate)
        once[at : at + len(note)] += note
    whole = np.tile(once, _TIMES)
    return whole * np.float32(_PEAK / np.abs(whole).max())


def bell(pitch: float, sample_rate: int, *, length_s: float = _NOTE_S, decay_s: float = _DECAY_S) -> Samples:
    """One note of `pitch` Hz that fades, from silence to silence; its peak is about 1."""
    seconds = np.arange(int(length_s * sample_rate)) / sample_rate
    tone = np.zeros(len(seconds))
    for times, loud in _PARTIALS:
        tone += loud * np.sin(2 * np.pi * pitch * times * seconds)
    envelope = np.minimum(seconds / _ATTACK_S, 1) * np.exp(-seconds / decay_s)
    release = np.minimum((length_s - seconds) / min(0.1, length_s / 2), 1)
    return np.asarray(tone * envelope * release, np.float32)
