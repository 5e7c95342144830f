"""Where the models of an engine stand, each with the thread that owns it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.engine.bay import Bay
from desktop.engine.model_keeper import ModelKeeper, Place
from desktop.engine.parts import Parts, warm_ear, warm_transcriber, warm_voice
from desktop.engine.protocols import EndOfTurn, LanguageModel, Message, Transcriber, Voice
from desktop.engine.recipes import Cost
from desktop.engine.reporting import Reporter
from desktop.engine.wake.spotter import WakeWord
from desktop.terms import ModelNames, Stage


@dataclass(frozen=True, slots=True)
class Warmth:
    """What a model is told before its first turn."""

    opening: Callable[[], Sequence[Message]]
    """What begins every conversation."""
    language: Callable[[], str]
    """ISO 639-1 code of what is spoken to it; empty for what the recogniser expects by itself."""

    def transcriber(self, transcriber: Transcriber) -> None:
        """Have it expect that language, and use it once."""
        transcriber.prefer(self.language())
        warm_transcriber(transcriber)


@dataclass(frozen=True, slots=True)
class Bays:
    """The bay of each model."""

    transcriber: Bay[Transcriber]
    model: Bay[LanguageModel]
    voice: Bay[Voice]
    ear: Bay[EndOfTurn]
    wake: Bay[WakeWord] = field(default_factory=lambda: Bay(None))
    larger: Bay[LanguageModel] = field(default_factory=lambda: Bay(None))

    @classmethod
    def of(cls, parts: Parts) -> Bays:
        """Bays with the models of `parts` in them."""
        return cls(Bay(parts.transcriber), Bay(parts.model), Bay(parts.voice), Bay(parts.ear), Bay(parts.wake))

    @property
    def names(self) -> ModelNames:
        """The models that stand here, or stood here before they were unloaded."""
        return ModelNames(self.transcriber.name, self.model.name, self.voice.name)

    def keeper(
        self,
        parts: Parts,
        report: Reporter,
        *,
        quiet: Callable[[], bool],
        warmth: Warmth,
        nudges: Mapping[Stage, Callable[[], object]],
    ) -> ModelKeeper:
        """What loads other models into them; `nudges` wake their owners."""

        def place(stage: Stage, bay: Bay[Any], warm: Callable[[Any], None], *, leaves: bool = True) -> Place:
            cost = parts.costs.get(stage, Cost())
            return Place(bay, nudges[stage], warm, parts.recipes.get(stage), cost, leaves=leaves)

        places = {
            Stage.TRANSCRIPTION: place(Stage.TRANSCRIPTION, self.transcriber, warmth.transcriber),
            Stage.LANGUAGE_MODEL: place(
                Stage.LANGUAGE_MODEL, self.model, lambda model: model.prepare(warmth.opening(), bool)
            ),
            Stage.VOICE: place(Stage.VOICE, self.voice, warm_voice),
            Stage.LARGER_MODEL: Place(
                self.larger,
                nudges[Stage.LANGUAGE_MODEL],
                lambda model: model.prepare(warmth.opening(), bool),
                lazy=True,
            ),
            # small, and the first to be needed
            Stage.END_OF_TURN: place(Stage.END_OF_TURN, self.ear, warm_ear, leaves=False),
            Stage.WAKE_WORD: place(Stage.WAKE_WORD, self.wake, warm_ear, leaves=False),
        }
        return ModelKeeper(places, report, quiet)

    def close(self) -> None:
        """Free the models; nothing may use them any more."""
        for bay in (self.transcriber, self.model, self.voice, self.ear, self.wake, self.larger):
            bay.close()
