"""A conversation recorded by a real assistant: typed, spoken with the key, and spoken without it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from desktop.assistant import Assistant
from desktop.benchmarks.questions import speak
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.wavfile import WavMicrophone, WavSpeaker
from desktop.engine.protocols import Samples
from desktop.events import TurnFinished
from desktop.paths import Paths, starter_models
from desktop.settings import Settings
from tests.fakes import Events

SENTENCES = [
    entry["text"]
    for entry in json.loads((Path(__file__).parents[1] / "data/starter_sentences.json").read_text("utf-8"))
]
TYPED, BY_KEY, BY_SILENCE = range(3)
TAIL = np.zeros(2 * SAMPLE_RATE, np.float32)
"""Silence after which nobody waits any longer."""
KINDS = (BY_KEY, TYPED, BY_KEY, BY_SILENCE, BY_KEY)


class Recorded:
    """An assistant with a recording as its microphone."""

    def __init__(self, home: Path, settings: Settings) -> None:
        self.events = Events()
        self._microphone = WavMicrophone(np.zeros(1, np.float32))
        self._assistant = Assistant(
            settings, Paths(home), self.events, microphone=self._microphone, speaker=WavSpeaker(None, 22_050)
        )
        self.session = self._assistant.session

    def take(self, kind: int, text: str, samples: Samples) -> None:
        """One turn, up to its end."""
        count = len(self.events.of(TurnFinished))
        if kind == TYPED:
            self._assistant.send_text(text)
        elif kind == BY_KEY:
            self._assistant.press()
            self._hear(np.concatenate([samples, TAIL[:4000]]))
            self._assistant.release()
        else:
            self._assistant.set_hands_free(True)
            self._hear(np.concatenate([TAIL[:8000], samples, TAIL]))
        self.events.wait_for(TurnFinished, count + 1)
        if kind == BY_SILENCE:
            self._assistant.set_hands_free(False)

    def close(self) -> None:
        """Store everything."""
        self._assistant.flush()
        self._assistant.close()

    def _hear(self, samples: Samples) -> None:
        self._microphone._samples = samples
        self._microphone.speak()


def record(home: Path, turns: Sequence[tuple[int, str]]) -> str:
    """Record these turns as one conversation, and return its id."""
    questions = speak(starter_models() / "tts" / "starter.onnx", [text for _, text in turns])
    recorded = Recorded(home, Settings())
    try:
        for (kind, text), question in zip(turns, questions, strict=True):
            recorded.take(kind, text, question.samples)
    finally:
        recorded.close()
    return recorded.session


def mixed(count: int) -> list[tuple[int, str]]:
    """The first sentences of every subject in turn, each in one of the ways to say it."""
    step = 7  # has no divisor in common with their number, so that subjects take turns
    texts = [SENTENCES[at * step % len(SENTENCES)] for at in range(count)]
    return [(KINDS[at % len(KINDS)], text) for at, text in enumerate(texts)]
