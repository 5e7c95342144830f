"""Sotto's arm: the real engine on the sample clock, its models' calls timed in passing."""

from __future__ import annotations

import queue
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.benchmarks.device import SampleClockDevice
from desktop.benchmarks.questions import Question
from desktop.benchmarks.turns import TURN_LIMIT_S, Measured, Stopwatch, latency_ms, milliseconds
from desktop.catalog import ModelFiles
from desktop.engine.backends.assemble import load_parts
from desktop.engine.protocols import (
    GenerationStats,
    LanguageModel,
    Message,
    OnWords,
    Samples,
    StaleCheck,
    Transcriber,
    Transcript,
    Voice,
)
from desktop.engine.worker import Engine
from desktop.events import EngineEvent, TurnFinished
from desktop.settings import Settings


class TimedTranscriber:
    """A recogniser whose calls are timed."""

    def __init__(self, inner: Transcriber, watch: Stopwatch) -> None:
        self._inner, self._watch = inner, watch
        self.name = inner.name

    def prefer(self, language: str) -> None:
        """Expect a language."""
        self._inner.prefer(language)

    def transcribe(self, samples: Samples, stale: StaleCheck) -> Transcript:
        """As the recogniser does it."""
        span = self._watch.begin("stt")
        transcript = self._inner.transcribe(samples, stale)
        span.took = time.monotonic() - span.start
        return transcript

    def close(self) -> None:
        """Free the recogniser."""
        self._inner.close()


class TimedModel:
    """A language model whose steps are timed."""

    def __init__(self, inner: LanguageModel, watch: Stopwatch) -> None:
        self._inner, self._watch = inner, watch
        self.name, self.context, self.call_form = inner.name, inner.context, inner.call_form

    @property
    def stats(self) -> GenerationStats:
        """Cost of the last pass."""
        return self._inner.stats

    @property
    def takes_tools(self) -> bool:
        """As the model has it."""
        return self._inner.takes_tools

    @property
    def sureness(self) -> float | None:
        """As the model has it."""
        return self._inner.sureness

    def watch(self, tokens: int) -> None:
        """As the model does it."""
        self._inner.watch(tokens)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Tokens of the rendered prompt."""
        return self._inner.count_tokens(messages)

    def tell(self, tools: Sequence[Mapping[str, Any]]) -> None:
        """Tell of tools."""
        self._inner.tell(tools)

    def set_temperature(self, temperature: float) -> None:
        """As the model does it."""
        self._inner.set_temperature(temperature)

    def generate(self, messages: Sequence[Message], *, max_tokens: int, stale: StaleCheck) -> Iterator[str]:
        """As the model does it; every delta is a call of its own."""
        deltas = self._inner.generate(messages, max_tokens=max_tokens, stale=stale)
        while True:
            span = self._watch.begin("llm")
            delta = next(deltas, None)
            span.took = time.monotonic() - span.start
            if delta is None:
                return
            yield delta

    def prepare(self, messages: Sequence[Message], stale: StaleCheck) -> None:
        """As the model does it."""
        self._inner.prepare(messages, stale)

    def close(self) -> None:
        """Free the model."""
        self._inner.close()


class TimedVoice:
    """A voice whose blocks are timed."""

    def __init__(self, inner: Voice, watch: Stopwatch) -> None:
        self._inner, self._watch = inner, watch
        self.name, self.sample_rate = inner.name, inner.sample_rate

    def synthesize(
        self, text: str, stale: StaleCheck, *, slowness: float = 1.0, on_words: OnWords | None = None
    ) -> Iterator[Samples]:
        """As the voice does it; every block is a call of its own."""
        blocks = self._inner.synthesize(text, stale, slowness=slowness, on_words=on_words)
        while True:
            span = self._watch.begin("tts")
            block = next(blocks, None)
            span.took = time.monotonic() - span.start
            if block is None:
                return
            yield block

    def close(self) -> None:
        """Free the voice."""
        self._inner.close()


class SottoArm:
    """The engine, asked by push-to-talk; every turn in a conversation of its own."""

    name = "sotto"

    def __init__(
        self,
        files: ModelFiles,
        settings: Settings,
        data: Path,
        device: SampleClockDevice,
        also: Callable[[EngineEvent], None] = lambda _event: None,
    ) -> None:
        """Load and start; `data` is an empty folder for notes and timers.

        `also` is told of each event, on the engine's threads. Raises ModelError.
        """
        self._device = device
        self._watch = Stopwatch()
        self._events: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
        parts = load_parts(files, settings, data, device.microphone, device.speaker)
        parts = replace(
            parts,
            transcriber=TimedTranscriber(parts.transcriber, self._watch),
            model=TimedModel(parts.model, self._watch),
            voice=TimedVoice(parts.voice, self._watch),
        )

        def tell(event: EngineEvent) -> None:
            also(event)
            self._events.put(event)

        self._engine = Engine(parts, settings, tell, session=uuid.uuid4().hex)
        self._engine.start()

    def ask(self, question: Question) -> Measured:
        """Hold the key, play the question, let go after its last sample, hear the whole reply."""
        self._engine.begin_session(uuid.uuid4().hex)
        self._device.listen(self._device.microphone.on_audio)
        self._device.forget()
        self._watch.forget()
        self._engine.press()
        last = self._device.feed(question.samples, self._engine.release)
        finished = self._wait_for_end()
        self._device.listen(None)
        stages = {stage: self._watch.total_ms(stage) for stage in ("stt", "llm", "tts")}
        return Measured(
            arm=self.name,
            said=question.text,
            latency_ms=latency_ms(last, self._device.past.first_sound()),
            lead_in_ms=milliseconds(self._device.past.lead_in()),
            models_ms=self._watch.until_first_sound_ms(self._device.time_of(last)),
            transcript=finished.transcript if finished else "",
            reply=finished.generated if finished else "",
            underruns=self._device.underruns,
            stages_ms=stages,
        )

    def close(self) -> None:
        """Stop the engine. Raises ShutdownError."""
        self._engine.close()

    def _wait_for_end(self) -> TurnFinished | None:
        deadline = time.monotonic() + TURN_LIMIT_S
        while (left := deadline - time.monotonic()) > 0:
            try:
                event = self._events.get(timeout=left)
            except queue.Empty:
                return None
            if isinstance(event, TurnFinished):
                return event
        return None
