"""What an engine is made of."""

from __future__ import annotations

import time
from dataclasses import dataclass

from desktop.engine.protocols import (
    Clock,
    LanguageModel,
    Microphone,
    SoundSystem,
    Speaker,
    SpeechDetector,
    Transcriber,
    Voice,
)
from desktop.engine.tools.registry import Registry
from desktop.engine.tools.timers import Timers


class SystemClock:
    """The machine's monotonic clock."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start."""
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that one engine owns from now on."""

    detector: SpeechDetector
    transcriber: Transcriber
    model: LanguageModel
    voice: Voice
    microphone: Microphone | None
    speaker: Speaker | None
    tools: Registry
    timers: Timers | None
    """Timers that this engine rings; None when another process does."""
    clock: Clock
    sound: SoundSystem | None = None
    """The list of devices; None where there is no choice."""
