"""What is asked: questions of the starter's domain that need no tool, spoken by the starter voice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import desktop
from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.protocols import Samples, Voice

QUESTIONS = ("What can you do?", "What is your name?", "Good morning.", "Tell me a joke.", "Thank you.")

LEAD_IN_S = 0.3
_SPEECH_RMS = 0.01
_WINDOW = SAMPLE_RATE // 200


@dataclass(frozen=True, slots=True)
class Question:
    """A recording that ends with its last speech sample."""

    text: str
    samples: Samples
    """16 kHz mono."""


def starter_sentences() -> Sequence[str]:
    """The starter's test sentences in a checkout, else the few questions above."""
    file = Path(desktop.__file__).parent.parent / "tests" / "data" / "starter_sentences.json"
    if not file.is_file():
        return QUESTIONS
    return [sentence["text"] for sentence in json.loads(file.read_text("utf-8"))]


def speak(voice: Path, texts: Sequence[str]) -> Sequence[Question]:
    """Have the voice in file `voice` speak every text. Raises ModelError."""
    from desktop.engine.backends.piper import PiperVoiceModel

    speaker = PiperVoiceModel(voice)
    try:
        return [Question(text, _record(speaker, text)) for text in texts]
    finally:
        speaker.close()


def up_to_last_speech(samples: Samples) -> Samples:
    """Cut after the last 5 ms whose root mean square exceeds -40 dBFS."""
    windows = len(samples) // _WINDOW
    power = np.square(samples[: windows * _WINDOW], dtype=np.float64).reshape(windows, _WINDOW).mean(axis=1)
    loud = np.flatnonzero(power > _SPEECH_RMS**2)
    return samples[: (int(loud[-1]) + 1) * _WINDOW] if len(loud) else samples[:0]


def _record(speaker: Voice, text: str) -> Samples:
    blocks = list(speaker.synthesize(text, lambda: False))
    speech = resample(np.concatenate(blocks), speaker.sample_rate, SAMPLE_RATE)
    return up_to_last_speech(np.concatenate([np.zeros(int(LEAD_IN_S * SAMPLE_RATE), np.float32), speech]))
