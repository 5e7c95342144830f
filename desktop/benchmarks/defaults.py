"""The libraries at their defaults, each by itself: what the other arms are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import faster_whisper
import llama_cpp
import numpy as np
import onnxruntime
import piper

from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.protocols import Message, Samples, StaleCheck


class DefaultRecogniser:
    """faster-whisper: the full window, five beams, timestamps."""

    def __init__(self, path: Path) -> None:
        self._whisper = faster_whisper.WhisperModel(str(path), local_files_only=True)

    def transcribe(self, samples: Samples) -> tuple[str, int]:
        """Text, and the times it tried again at another temperature."""
        segments = list(self._whisper.transcribe(samples)[0])
        warmest = max((segment.temperature for segment in segments), default=1.0)
        return " ".join(segment.text.strip() for segment in segments), round(warmest / 0.2)

    def close(self) -> None:
        """Free the model."""
        self._whisper.model.unload_model()


class DefaultModel:
    """llama-cpp-python: half of the processor's threads for a token, all for a prompt, unless told otherwise."""

    def __init__(self, path: Path, context: int, *, threads: int | None = None) -> None:
        self._llama: Any = llama_cpp.Llama(
            str(path), n_ctx=context, n_threads=threads, n_threads_batch=threads, verbose=False
        )

    def reply(self, messages: Sequence[Message], max_tokens: int) -> str:
        """The whole reply at once."""
        answer: Any = self._llama.create_chat_completion(_plain(messages), max_tokens=max_tokens)
        return str(answer["choices"][0]["message"]["content"] or "")

    def stream(self, messages: Sequence[Message], max_tokens: int, stale: StaleCheck = bool) -> Iterator[str]:
        """The reply piece by piece, until `stale()` is true before a piece."""
        chunks: Any = self._llama.create_chat_completion(_plain(messages), max_tokens=max_tokens, stream=True)
        for chunk in chunks:
            if stale():
                return
            if text := chunk["choices"][0]["delta"].get("content"):
                yield text

    def forget(self) -> None:
        """Let the next prompt be evaluated from its beginning."""
        self._llama.reset()

    def close(self) -> None:
        """Free the model."""
        self._llama.close()


class DefaultDetector:
    """Silero's network as onnxruntime opens it: every core, spinning."""

    frame = 512

    def __init__(self, path: Path) -> None:
        self._session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        self._state = np.zeros((2, 1, 128), np.float32)

    def probability(self, frame: Samples) -> float:
        """Speech probability of the next 512 samples; without the samples before them, which is as much work."""
        window = np.concatenate([np.zeros(64, np.float32), frame])[np.newaxis]
        inputs = {"input": window, "state": self._state, "sr": np.array(SAMPLE_RATE, np.int64)}
        probability, self._state = self._session.run(None, inputs)
        return float(probability[0, 0])

    def reset(self) -> None:
        """Forget the stream."""
        self._state = np.zeros((2, 1, 128), np.float32)


class DefaultVoice:
    """piper-tts: one sentence after another, with every core."""

    def __init__(self, path: Path) -> None:
        self._voice = piper.PiperVoice.load(path)
        self.sample_rate = int(self._voice.config.sample_rate)

    def sentences(self, text: str) -> Iterator[Samples]:
        """Each sentence's sound as it is ready, at `sample_rate`."""
        for chunk in self._voice.synthesize(text):
            yield np.asarray(chunk.audio_float_array, np.float32)

    def whole(self, text: str) -> Samples:
        """All of it, at 16 kHz."""
        sound = np.concatenate([np.zeros(0, np.float32), *self.sentences(text)])
        return resample(sound, self.sample_rate, SAMPLE_RATE)


def _plain(messages: Sequence[Message]) -> Any:
    return [{"role": message.role, "content": message.content} for message in messages]
