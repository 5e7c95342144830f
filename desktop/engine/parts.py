"""What an engine is made of."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from desktop.engine.adapting import Adapter
from desktop.engine.answer_cache import AnswerCache
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.character import NOBODY, Cast
from desktop.engine.consent import Consent
from desktop.engine.echo.canceller import EchoCanceller
from desktop.engine.knowledge.source import Source
from desktop.engine.protocols import (
    Clock,
    EndOfTurn,
    LanguageModel,
    Message,
    Microphone,
    SoundSystem,
    Speaker,
    SpeechDetector,
    Transcriber,
    Voice,
)
from desktop.engine.recipes import Cost, Recipe
from desktop.engine.routing import Routing
from desktop.engine.tape import Tape
from desktop.engine.tools.registry import Registry
from desktop.engine.tools.timers import Timers
from desktop.engine.wake.spotter import WakeWord
from desktop.settings import Settings
from desktop.terms import Stage


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
    wake: WakeWord | None = None
    """Hears the wake word; None where speech counts without one."""
    canceller: EchoCanceller | None = None
    """Takes Sotto's own voice out of what the microphone hears; None where they cannot meet."""
    sound: SoundSystem | None = None
    """The list of devices; None where there is no choice."""
    tape: Tape | None = None
    """Keeps what is said as sound; None where it is not kept."""
    instructions: Callable[[], str] | None = None
    """What the model is told about itself when a conversation begins; None where the settings alone say it."""
    cast: Cast = NOBODY
    """The personas that may answer."""
    routing: Callable[[], Routing | None] = lambda: None
    """What the settings say of a larger model; None where one model answers everything."""
    adapter: Adapter | None = None
    """What the model answers with besides; None for nothing."""
    language: str = ""
    """ISO 639-1 code of what is spoken to it; empty for what the recogniser expects by itself."""
    sources: Sequence[Source] = ()
    """What is asked before a model: facts, documents."""
    answers: AnswerCache | None = None
    """Answers of before, given again; None where they are not kept."""
    recipes: Mapping[Stage, Recipe] = field(default_factory=dict)
    """How the models were loaded, and can be again; of a stage without one the model stays for good."""
    costs: Mapping[Stage, Cost] = field(default_factory=dict)
    """What that took."""

    def told(self, settings: Settings) -> str:
        """The instructions of a conversation that begins now."""
        return self.instructions() if self.instructions is not None else settings.language_model.system_prompt

    def warm_up(self, opening: Sequence[Message]) -> None:
        """Use each model once, as the first turn will: the language model with the conversation's `opening`."""
        warm_transcriber(self.transcriber)
        warm_voice(self.voice)
        if self.ear is not None:
            warm_ear(self.ear)
        if self.wake is not None:
            warm_ear(self.wake)
        self.model.prepare(opening, bool)


def warm_transcriber(transcriber: Transcriber) -> None:
    """Recognise a second of silence."""
    transcriber.transcribe(np.zeros(SAMPLE_RATE, np.float32), bool)


def warm_voice(voice: Voice) -> None:
    """Say a word to nobody."""
    for _ in voice.synthesize("Hello.", bool):
        pass


def warm_ear(ear: EndOfTurn | WakeWord) -> None:
    """Listen to a second of silence."""
    ear.probability(np.zeros(SAMPLE_RATE, np.float32))
