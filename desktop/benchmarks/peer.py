"""The peer: the same libraries at their defaults, one after the other, after a fixed pause."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from desktop.benchmarks.defaults import DefaultModel, DefaultRecogniser, DefaultVoice
from desktop.benchmarks.device import SampleClockDevice
from desktop.benchmarks.questions import Question
from desktop.benchmarks.turns import TURN_LIMIT_S, Measured, latency_ms, milliseconds
from desktop.catalog import ModelFiles
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.protocols import Message, Samples
from desktop.settings import Settings

PAUSE_S = 0.64
"""Silence after which the peer takes the question as finished."""


class PeerArm:
    """Records until the pause, transcribes, generates the whole reply, synthesises all of it, plays it."""

    name = "peer"

    def __init__(self, files: ModelFiles, settings: Settings, context: int, device: SampleClockDevice) -> None:
        """Load the models; `context` tokens for the language model, as many as Sotto's has."""
        self._device = device
        self._max_tokens = settings.language_model.max_tokens
        self._instructions = settings.language_model.system_prompt
        self._recogniser = DefaultRecogniser(files.stt)
        self._model = DefaultModel(files.llm, context)
        self._voice = DefaultVoice(files.tts)

    def ask(self, question: Question) -> Measured:
        """Take one turn; the language model is given what was really said, whatever was understood."""
        heard: list[Samples] = []
        stages: dict[str, float] = {}
        self._device.forget()
        self._device.listen(lambda block: heard.append(block.copy()))
        last = self._device.feed(question.samples, lambda: None)
        self._device.wait_until(last + int(PAUSE_S * SAMPLE_RATE), TURN_LIMIT_S)
        self._device.listen(None)
        with _timed(stages, "stt"):
            transcript, retries = self._recogniser.transcribe(np.concatenate(heard))
        with _timed(stages, "llm"):
            reply = self._reply(question.text)
        with _timed(stages, "tts"):
            speech = self._voice.whole(reply)
        self._device.speaker.play(speech, lambda: False)
        first = self._device.wait_for_sound(5.0) if len(speech) else None
        measured = Measured(
            arm=self.name,
            said=question.text,
            latency_ms=latency_ms(last, first),
            lead_in_ms=milliseconds(self._device.past.lead_in()),
            models_ms=sum(stages.values()),
            transcript=transcript,
            reply=reply,
            underruns=self._device.underruns,
            stages_ms=stages,
            retries=retries,
        )
        self._device.forget()
        return measured

    def close(self) -> None:
        """Free the models."""
        self._recogniser.close()
        self._model.close()

    def _reply(self, text: str) -> str:
        messages = [Message("system", self._instructions), Message("user", text)]
        return self._model.reply(messages, self._max_tokens)


@contextmanager
def _timed(stages: dict[str, float], name: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    stages[name] = (time.monotonic() - start) * 1000
