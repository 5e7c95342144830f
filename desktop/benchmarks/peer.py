"""The peer: the same libraries at their defaults, one after the other, after a fixed pause."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import faster_whisper
import llama_cpp
import numpy as np
import piper

from desktop.benchmarks.device import SampleClockDevice
from desktop.benchmarks.questions import Question
from desktop.benchmarks.turns import TURN_LIMIT_S, Measured, latency_ms, milliseconds
from desktop.catalog import ModelFiles
from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.protocols import Samples
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
        self._whisper = faster_whisper.WhisperModel(str(files.stt), local_files_only=True)
        self._llama = llama_cpp.Llama(str(files.llm), n_ctx=context, verbose=False)
        self._voice = piper.PiperVoice.load(files.tts)

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
            transcript, retries = self._transcribe(np.concatenate(heard))
        with _timed(stages, "llm"):
            reply = self._reply(question.text)
        with _timed(stages, "tts"):
            speech = self._synthesize(reply)
        self._device.speaker.play(speech, lambda: False)
        first = self._device.wait_for_sound(5.0) if len(speech) else None
        measured = Measured(
            arm=self.name,
            said=question.text,
            latency_ms=latency_ms(last, first),
            lead_in_ms=milliseconds(self._device.lead_in()),
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
        self._whisper.model.unload_model()
        self._llama.close()

    def _transcribe(self, samples: Samples) -> tuple[str, int]:
        segments = list(self._whisper.transcribe(samples)[0])
        warmest = max((segment.temperature for segment in segments), default=1.0)
        return " ".join(segment.text.strip() for segment in segments), round(warmest / 0.2)

    def _reply(self, text: str) -> str:
        messages: Any = [{"role": "system", "content": self._instructions}, {"role": "user", "content": text}]
        answer: Any = self._llama.create_chat_completion(messages, max_tokens=self._max_tokens)
        return str(answer["choices"][0]["message"]["content"] or "")

    def _synthesize(self, text: str) -> Samples:
        chunks = [chunk.audio_float_array for chunk in self._voice.synthesize(text)]
        whole = np.concatenate([np.zeros(0, np.float32), *chunks]).astype(np.float32)
        return resample(whole, self._voice.config.sample_rate, SAMPLE_RATE)


@contextmanager
def _timed(stages: dict[str, float], name: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    stages[name] = (time.monotonic() - start) * 1000
