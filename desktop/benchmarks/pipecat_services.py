"""What Pipecat's pipeline is made of: its own services for speech, and llama-cpp-python as one of the same kind.

Each model call is timed in passing, as those of the other arms are.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path
from typing import Any

from pipecat.frames.frames import (
    Frame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TranscriptionFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.llm_service import LLMService
from pipecat.services.piper.tts import PiperTTSService
from pipecat.services.settings import LLMSettings
from pipecat.services.whisper.stt import WhisperSTTService

from desktop.benchmarks.defaults import DefaultModel
from desktop.benchmarks.turns import Stopwatch
from desktop.engine.protocols import Message

_LEFT_TO_LLAMA = (
    "system_instruction",
    "temperature",
    "top_p",
    "top_k",
    "frequency_penalty",
    "presence_penalty",
    "seed",
    "filter_incomplete_user_turns",
    "user_turn_completion_config",
)
"""Pipecat wants each of its settings given."""


class TimedWhisper(WhisperSTTService):
    """Pipecat's faster-whisper service on the model in a folder."""

    def __init__(self, path: Path, watch: Stopwatch) -> None:
        super().__init__(settings=WhisperSTTService.Settings(model=str(path)))
        self._watch = watch
        self.transcripts: list[str] = []
        """What was understood, segment by segment, until someone empties it."""

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame, None]:
        """As Pipecat does it."""
        async for frame in _timed(super().run_stt(audio), self._watch, "stt"):
            if isinstance(frame, TranscriptionFrame):
                self.transcripts.append(frame.text.strip())
            yield frame


class TimedPiper(PiperTTSService):
    """Pipecat's Piper service, in this process, on the voice in a file."""

    def __init__(self, path: Path, watch: Stopwatch) -> None:
        super().__init__(settings=PiperTTSService.Settings(voice=path.stem), download_dir=path.parent)
        self._watch = watch

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame, None]:
        """As Pipecat does it; every block is a call of its own."""
        async for frame in _timed(super().run_tts(text, context_id), self._watch, "tts"):
            yield frame


class LlamaService(LLMService):
    """llama-cpp-python at its defaults, streaming. Pipecat itself has only services that ask a server."""

    def __init__(self, model: DefaultModel, max_tokens: int, watch: Stopwatch) -> None:
        left_to_llama: Any = dict.fromkeys(_LEFT_TO_LLAMA)
        super().__init__(settings=LLMSettings(model="llama.cpp", max_tokens=max_tokens, **left_to_llama))
        self._llama, self._limit, self._watch = model, max_tokens, watch
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pipecat llama")
        self.written: list[str] = []
        """The last reply piece by piece: one that was interrupted gives way to the next."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Answer a context; pass everything else on."""
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        self.written.clear()
        await self.push_frame(LLMFullResponseStartFrame())
        try:
            async with aclosing(self._deltas(frame.context)) as deltas:
                async for delta in deltas:
                    self.written.append(delta)
                    await self.push_frame(LLMTextFrame(delta))
        finally:
            await self.push_frame(LLMFullResponseEndFrame())

    async def cleanup(self) -> None:
        """Let the thread go."""
        await super().cleanup()
        self._thread.shutdown(wait=True)

    async def _deltas(self, context: LLMContext) -> AsyncGenerator[str, None]:
        """The reply, a token at a time on a thread; leaving early ends it after the token under way."""
        given_up = threading.Event()
        reply = self._llama.stream(_messages(context), self._limit, given_up.is_set)
        loop = asyncio.get_running_loop()
        try:
            while True:
                span = self._watch.begin("llm")
                delta = await loop.run_in_executor(self._thread, next, reply, None)
                span.took = time.monotonic() - span.start
                if delta is None:
                    return
                yield delta
        finally:
            given_up.set()


def _messages(context: LLMContext) -> list[Message]:
    messages: list[Any] = context.get_messages()
    return [Message(message["role"], str(message["content"])) for message in messages]


async def _timed(frames: AsyncGenerator[Frame, None], watch: Stopwatch, stage: str) -> AsyncIterator[Frame]:
    async with aclosing(frames):
        while True:
            span = watch.begin(stage)
            frame = await anext(frames, None)
            span.took = time.monotonic() - span.start
            if frame is None:
                return
            yield frame
