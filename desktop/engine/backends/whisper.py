"""Speech recognition by a Whisper model in CTranslate2's format, over a window that follows the utterance."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import ctranslate2
import numpy as np
from numpy.typing import NDArray

from desktop.engine.audio import SAMPLE_RATE, level, quietest
from desktop.engine.backends.lean_whisper import WhisperModel
from desktop.engine.protocols import Samples, StaleCheck, Transcript
from desktop.errors import Cancelled, ModelError
from desktop.formats import ADVICE, check_model, read_json
from desktop.wording import marked

Check = Callable[[Transcript, float], str]
"""Says of a transcript of so many seconds why it is not to be trusted; empty when it is."""

_FULL_FRAMES = 3000
_FRAMES_PER_S = 100
_SILENCE = 5e-4
"""Peak below which nobody can have spoken."""
_TOKENS_PER_S = 25
_LARGEST_REPLY = 224

_NO_SPEECH, _NO_WORDS = 0.6, -1.0
"""Likely silence, and words hardly likely in it, are no words: faster-whisper's own thresholds."""

_Results = list[ctranslate2.models.WhisperGenerationResult]


@dataclass(frozen=True, slots=True)
class Window:
    """How long a window a model wants; frames last 10 ms.

    Models trained on 30 s windows invent words in short ones, hence the floor; a model may say otherwise in a
    `sotto.json` beside it.
    """

    pad_frames: int = 200
    """Silence after the utterance."""
    min_frames: int = 1000
    """Shortest window."""
    full_window: bool = True
    """Whether 30 s are tried when the transcript of a shorter window is not to be trusted."""
    longest_s: float = 28.0
    """Longer recordings are cut into windows of at most so many seconds, where it is quiet."""
    beam: int = 1
    """Transcripts followed at once; 1 is the likeliest word each time."""

    @classmethod
    def of_model(cls, folder: Path) -> Window:
        """What `sotto.json` says, else the defaults for stock models. Raises ModelError when it is broken."""
        file = folder / "sotto.json"
        if not file.exists():
            return cls()
        try:
            window = cls(**read_json(file))
            sensible = window.pad_frames >= 0 and window.min_frames >= 0 and 1 <= window.longest_s <= 29
            possible = sensible and 1 <= window.beam <= 10
        except TypeError:
            possible = False
        if not possible:
            raise ModelError(
                marked("{file} holds an unknown entry or value", file=file), advice=marked("get the model again")
            )
        return window

    def frames(self, spoken: int) -> int:
        """Length of the window for so many frames of speech; even, because the encoder halves it."""
        wanted = max(self.min_frames, spoken + self.pad_frames)
        return min(_FULL_FRAMES, wanted + wanted % 2)


class WhisperTranscriber:
    """A Whisper model, English-only or multilingual. One owner thread."""

    def __init__(
        self,
        path: Path,
        *,
        threads: int = 0,
        language: str = "en",
        check: Check = lambda _transcript, _seconds: "",
    ) -> None:
        """Load the model in folder `path`; an empty `language` is detected each time. Raises ModelError.

        0 `threads` means one fewer than the machine has cores. `check` decides about the full window.
        """
        check_model(path, "stt")
        self._name = path.name
        self._window = Window.of_model(path)
        self._check = check
        self._whisper = _load(path, threads or max(1, (os.cpu_count() or 2) - 1))
        self._model = self._whisper.model
        self._tokenizer = self._whisper.hf_tokenizer
        self._end = self._token("<|endoftext|>", path)
        self._start = self._token("<|startoftranscript|>", path)
        self._no_timestamps = self._token("<|notimestamps|>", path)
        self._own_language = self._language = language if self._model.is_multilingual else "en"
        if self._model.is_multilingual and language:
            self._token(f"<|{language}|>", path)
        self._warm_up(path)

    @property
    def name(self) -> str:
        """Name of the model's folder."""
        return self._name

    def transcribe(self, samples: Samples, stale: StaleCheck) -> Transcript:
        """Text of 16 kHz mono samples of any length; long ones in windows cut where it is quiet.

        Raises Cancelled when `stale()` is true before a window.
        """
        parts: list[tuple[float, float, Transcript]] = []
        for start, stop in _cuts(samples, int(self._window.longest_s * SAMPLE_RATE)):
            if stale():
                raise Cancelled
            window = self._transcribe_window(samples[start:stop], stale)
            parts.append((start / SAMPLE_RATE, stop / SAMPLE_RATE, window))
        return _joined(parts, self._language)

    def prefer(self, language: str) -> None:
        """Expect a language, an ISO 639-1 code, from now on; one that the model does not know changes nothing."""
        known = self._model.is_multilingual and self._tokenizer.token_to_id(f"<|{language}|>") is not None
        self._language = language if language and known else self._own_language

    def close(self) -> None:
        """Free the model's memory; it cannot be used afterwards."""
        self._model.unload_model()

    def _transcribe_window(self, samples: Samples, stale: StaleCheck) -> Transcript:
        if level(samples)[1] < _SILENCE:
            return Transcript("", self._language, 0.0, 1.0, 0.0, 0)
        features = self._whisper.feature_extractor(samples)
        short = self._window.frames(features.shape[1])
        transcript = self._recognise(features, short, len(samples))
        untrusted = self._check(transcript, len(samples) / SAMPLE_RATE)
        if not untrusted or not self._window.full_window or short == _FULL_FRAMES:
            return transcript
        if stale():
            raise Cancelled
        return replace(self._recognise(features, _FULL_FRAMES, len(samples)), fallbacks=1)

    def _recognise(self, features: NDArray[np.float32], frames: int, length: int) -> Transcript:
        window = np.zeros((1, features.shape[0], frames), np.float32)
        kept = min(frames, features.shape[1])
        window[0, :, :kept] = features[:, :kept]
        encoded = self._model.encode(ctranslate2.StorageView.from_array(window))
        language, sure = (self._language, None) if self._language else self._detect(encoded)
        results: _Results = self._model.generate(
            encoded,
            [self._prompt(language)],
            beam_size=self._window.beam,
            max_length=min(_LARGEST_REPLY, 16 + length * _TOKENS_PER_S // SAMPLE_RATE),
            suppress_blank=True,
            return_scores=True,
            return_no_speech_prob=True,
        )
        result = results[0]
        tokens = [token for token in result.sequences_ids[0] if token < self._end]
        text = self._tokenizer.decode(tokens).strip()
        # the score is already a mean over the tokens, the end's included in its sum but not in its length
        mean = result.scores[0] * len(tokens) / (len(tokens) + 1)
        if result.no_speech_prob > _NO_SPEECH and mean < _NO_WORDS:
            text, tokens = "", []
        no_speech, compression = result.no_speech_prob, _compression(text)
        return Transcript(text, language, mean, no_speech, compression, len(tokens), language_probability=sure)

    def _prompt(self, language: str) -> list[int]:
        if not self._model.is_multilingual:
            return [self._start, self._no_timestamps]
        spoken = [self._tokenizer.token_to_id(name) for name in (f"<|{language}|>", "<|transcribe|>")]
        return [self._start, *spoken, self._no_timestamps]

    def _detect(self, encoded: ctranslate2.StorageView) -> tuple[str, float]:
        token, probability = self._model.detect_language(encoded)[0][0]
        return str(token)[2:-2], float(probability)

    def _token(self, text: str, path: Path) -> int:
        token: int | None = self._tokenizer.token_to_id(text)
        if token is None:
            raise ModelError(
                marked("the recogniser {path} does not know {text}", path=path, text=text), advice=ADVICE
            )
        return token

    def _warm_up(self, path: Path) -> None:
        """The first pass allocates; it also shows whether the folder's files belong together."""
        try:
            self._recognise(self._whisper.feature_extractor(np.zeros(SAMPLE_RATE, np.float32)), 100, SAMPLE_RATE)
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                marked("the recogniser {path} does not work: {error}", path=path, error=error), advice=ADVICE
            ) from error


def _load(path: Path, threads: int) -> WhisperModel:
    try:
        return WhisperModel(str(path), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
    except Exception as error:  # the tokenizer's library raises nothing narrower
        raise ModelError(
            marked("the recogniser {path} cannot be loaded: {error}", path=path, error=error), advice=ADVICE
        ) from error


def _cuts(samples: Samples, longest: int) -> Iterator[tuple[int, int]]:
    start = 0
    while len(samples) - start > longest:
        cut = quietest(samples, start + longest // 2, start + longest)
        yield start, cut
        start = cut
    yield start, len(samples)


def _joined(parts: list[tuple[float, float, Transcript]], language: str) -> Transcript:
    if len(parts) == 1:
        start, end, only = parts[0]
        return replace(only, segments=((start, end, only.text),) if only.text else ())
    windows = [window for _, _, window in parts]
    tokens = sum(window.tokens for window in windows)
    return Transcript(
        text=" ".join(window.text for window in windows if window.text),
        language=language or windows[0].language,
        log_probability=sum(window.log_probability * window.tokens for window in windows) / max(1, tokens),
        no_speech=min(window.no_speech for window in windows),
        compression_ratio=max(window.compression_ratio for window in windows),
        tokens=tokens,
        segments=tuple((start, end, window.text) for start, end, window in parts if window.text),
        language_probability=windows[0].language_probability,
        fallbacks=sum(window.fallbacks for window in windows),
    )


def _compression(text: str) -> float:
    raw = text.encode("utf-8")
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0
