"""How fast each model was when it was last used."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from desktop.events import TurnFinished
from desktop.terms import Stage

Speeds = Mapping[tuple[Stage, str], float]
"""By stage and file name. A recogniser's is the share of the speech's own length that its text was waited for, a
language model's the tokens of a reply a second, a voice's the milliseconds to its first samples."""


class ModelSpeeds:
    """Takes turns as they end. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: dict[tuple[Stage, str], float] = {}

    def take(self, event: TurnFinished) -> None:
        """Note what a turn tells of its models."""
        timings, models = event.timings, event.models
        with self._lock:
            if timings.stt and event.audio_s:
                self._newest[Stage.TRANSCRIPTION, models.stt] = timings.stt / 1000 / event.audio_s
            if timings.llm and event.reply_tokens and not event.tools:
                self._newest[Stage.LANGUAGE_MODEL, models.llm] = event.reply_tokens / timings.llm * 1000
            if timings.tts_first_audio is not None:
                self._newest[Stage.VOICE, models.tts] = timings.tts_first_audio

    def newest(self) -> Speeds:
        """Those of the models that have been used."""
        with self._lock:
            return dict(self._newest)
