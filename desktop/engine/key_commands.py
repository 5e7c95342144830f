"""What the listening thread is told of the key and the microphone, and whether it listens without a key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Press:
    """The key went down when `position` samples had been recorded."""

    turn: int
    position: int


@dataclass(frozen=True, slots=True)
class Release:
    """The key went up at `position`, at monotonic time `at` in seconds."""

    position: int
    at: float


@dataclass(frozen=True, slots=True)
class Discard:
    """Forget the utterance; `position` samples had been recorded."""

    position: int


@dataclass(frozen=True, slots=True)
class MicrophoneLost:
    """The device is gone, and no other one could be opened."""


@dataclass(frozen=True, slots=True)
class HandsFree:
    """Listen without a key once `position` samples had been recorded, or do so no longer."""

    on: bool
    position: int


Key = Press | Discard | HandsFree
"""After these somebody else is listened to than before."""
