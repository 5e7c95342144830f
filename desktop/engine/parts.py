"""What an engine is made of."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.consent import Consent
from desktop.engine.echo import EchoCanceller
from desktop.engine.protocols import (
    Clock,
    EndOfTurn,
    LanguageModel,
    Message,
    Microphone,
    SoundSystem,
    Speaker,
    SpeechDetector,
    Tape,
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
    consent: Consent
    timers: Timers | None
    """Timers that this engine rings; None when another process does."""
    clock: Clock
    ear: EndOfTurn | None = None
    """Hears whether a sentence is over; None when only the words tell."""
    canceller: EchoCanceller | None = None
    """Takes Sotto's own voice out of what the microphone hears; None where they cannot meet."""
    sound: SoundSystem | None = None
    """The list of devices; None where there is no choice."""
    tape: Tape | None = None
    """Keeps what is said as sound; None where it is not kept."""

    def close(self) -> None:
        """Free the loudspeaker and the models; nothing may use them any more."""
        if self.speaker is not None:
            self.speaker.close()
        for part in (self.transcriber, self.model, self.voice):
            part.close()

    def warm_up(self, opening: Sequence[Message]) -> None:
        """Use each model once, as the first turn will: the language model with the conversation's `opening`."""

        def never() -> bool:
            return False

        self.transcriber.transcribe(np.zeros(SAMPLE_RATE, np.float32), never)
        for _ in self.voice.synthesize("Hello.", never):
            pass
        if self.ear is not None:
            self.ear.probability(np.zeros(SAMPLE_RATE, np.float32))
        self.model.prepare(opening, never)
