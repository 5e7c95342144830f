"""What may be heard during a reply: interruptions that are meant, and sounds that are none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from desktop.benchmarks.questions import LEAD_IN_S, speak
from desktop.benchmarks.room import far_away
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.protocols import Samples

INTERRUPTIONS = (
    "Stop.",
    "What is your name?",
    "Wait.",
    "Set a timer for five minutes.",
    "What time is it?",
    "Tell me a joke.",
)
BACKCHANNELS = ("Mm-hmm.", "Yeah.", "I see.", "Okay.", "Right.", "Uh-huh.")
TELEVISION = (
    "The minister said on Tuesday that the new road would be finished before the end of the year. "
    "In other news, heavy rain is expected in the north. And now for the football results."
)
_FAR_DB = -22.0
_AUDIBLE = 0.01
_COUGH_S = 0.3


def greeting(voice: Path) -> Samples:
    """What the user says first. Raises ModelError."""
    return speak(voice, ["Tell me a story."])[0].samples


def interruptions(voice: Path) -> Sequence[Samples]:
    """Each begins with its first speech sample and ends with its last. Raises ModelError."""
    return [_trimmed(each.samples) for each in speak(voice, INTERRUPTIONS)]


def backchannels(voice: Path) -> Sequence[Samples]:
    """Sounds with which people show that they listen. Raises ModelError."""
    return [_trimmed(each.samples) for each in speak(voice, BACKCHANNELS)]


def television(voice: Path) -> Sequence[Samples]:
    """Talk across the room that is not meant for Sotto. Raises ModelError."""
    return [far_away(_trimmed(each.samples), _FAR_DB) for each in speak(voice, [TELEVISION])]


def coughs(count: int) -> Sequence[Samples]:
    """Pairs of bursts of noise that die away, each pair another one."""
    return [_cough(np.random.default_rng(seed)) for seed in range(count)]


def _cough(random: np.random.Generator) -> Samples:
    length = int(_COUGH_S * SAMPLE_RATE)
    decay = np.exp(-np.arange(length) / random.uniform(600, 1400))
    bursts = [random.standard_normal(length) * decay * random.uniform(0.3, 0.8) for _ in range(2)]
    gap = np.zeros(int(random.uniform(0.05, 0.25) * SAMPLE_RATE))
    dull = np.convolve(np.concatenate([bursts[0], gap, bursts[1]]), np.full(4, 0.25), "same")
    return np.clip(dull, -1, 1).astype(np.float32)


def _trimmed(samples: Samples) -> Samples:
    """From the first sample that can be heard."""
    audible = np.flatnonzero(np.abs(samples) > _AUDIBLE)
    return samples[int(audible[0]) if len(audible) else int(LEAD_IN_S * SAMPLE_RATE) :]
