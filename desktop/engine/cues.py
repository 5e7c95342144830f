"""Short sounds that tell what Sotto is doing, made from the chime's bells. Pure."""

from __future__ import annotations

import enum

import numpy as np

from desktop.engine.chime import bell
from desktop.engine.protocols import Samples

_PEAK = 0.5


class Cue(enum.Enum):
    """What a sound tells."""

    LISTENING = enum.auto()
    """The microphone is listened to from now on: two notes up."""
    DONE = enum.auto()
    """What was said is taken: two notes down."""
    ERROR = enum.auto()
    """There will be no answer: the same note twice."""
    THINKING = enum.auto()
    """The answer takes a while: one soft note."""


_NOTES: dict[Cue, tuple[tuple[float, float, float], ...]] = {
    Cue.LISTENING: ((0.0, 880.0, 0.8), (0.07, 1318.51, 1.0)),
    Cue.DONE: ((0.0, 1318.51, 0.7), (0.07, 880.0, 0.6)),
    Cue.ERROR: ((0.0, 783.99, 1.0), (0.14, 783.99, 1.0)),
    Cue.THINKING: ((0.0, 880.0, 0.5),),
}
"""Start in seconds, pitch in Hz, and loudness of each note. Below about 700 Hz a speech detector takes them for a
voice, which has its own pitch and first formants there."""
_LENGTH_S, _DECAY_S = 0.16, 0.05


def cue(kind: Cue, sample_rate: int, gain: float = 1.0) -> Samples:
    """A sound of at most a third of a second, its peak at most half of `gain`; it begins and ends in silence."""
    notes = _NOTES[kind]
    whole = np.zeros(int((notes[-1][0] + _LENGTH_S) * sample_rate) + 1, np.float32)
    for start, pitch, loud in notes:
        note = bell(pitch, sample_rate, length_s=_LENGTH_S, decay_s=_DECAY_S)
        at = int(start * sample_rate)
        whole[at : at + len(note)] += note * np.float32(loud)
    loudest = max(loud for _, _, loud in notes)
    return whole * np.float32(_PEAK * gain * loudest / np.abs(whole).max())
