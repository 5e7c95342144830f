"""Sentences with a pause put inside: recordings of people who think while they speak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from desktop.benchmarks.questions import LEAD_IN_S, speak
from desktop.engine.audio import SAMPLE_RATE, quietest
from desktop.engine.protocols import Samples

PAUSED = (
    ("Set a timer for ten minutes", " and call it bread."),
    ("What is twelve plus thirty", " minus seven?"),
    ("Remind me in ten minutes", " to call my mother."),
    ("Add milk and eggs", " to my shopping list."),
    ("How many miles", " are twelve kilometres?"),
    ("Good morning,", " what is the time?"),
    ("Please tell me", " what day it is today."),
    ("What is seven times eight", " divided by two?"),
    ("Take a note:", " the plumber comes on Thursday."),
    ("Thank you,", " that is all for now."),
)
"""Where the pause comes: at the boundary of a clause or phrase."""

PAUSES_MS = (200, 300, 400, 500, 600, 700, 800, 900, 1000)
_REACH = 0.18
"""Share of the recording on either side of the expected boundary in which it is looked for."""


@dataclass(frozen=True, slots=True)
class Paused:
    """A recording with one pause, that ends with its last speech sample."""

    text: str
    pause_ms: int
    samples: Samples
    """16 kHz mono."""


def speak_with_pauses(voice: Path, count: int) -> Sequence[Paused]:
    """So many recordings by the voice in file `voice`; every length of pause comes with every sentence in the end.

    The sentence is spoken as one and cut where it is quietest near the boundary, so that its melody does not tell
    that a pause comes. Raises ModelError.
    """
    whole = speak(voice, ["".join(parts) for parts in PAUSED])
    recordings = []
    for number in range(count):
        first, rest = PAUSED[number % len(PAUSED)]
        pause = PAUSES_MS[number % len(PAUSES_MS)]
        samples = whole[number % len(PAUSED)].samples
        recordings.append(Paused(first + rest, pause, _with_pause(samples, len(first) / len(first + rest), pause)))
    return recordings


def _with_pause(samples: Samples, share: float, pause_ms: int) -> Samples:
    begun = int(LEAD_IN_S * SAMPLE_RATE)
    spoken = len(samples) - begun
    start, stop = (begun + int((share + reach) * spoken) for reach in (-_REACH, _REACH))
    cut = quietest(samples, max(begun, start), min(len(samples), stop))
    silence = np.zeros(pause_ms * SAMPLE_RATE // 1000, np.float32)
    return np.concatenate([samples[:cut], silence, samples[cut:]])
