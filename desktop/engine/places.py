"""Where the models of an engine stand, each with the thread that owns it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.engine.bay import Bay
from desktop.engine.model_keeper import ModelKeeper, Place
from desktop.engine.parts import Parts, warm_ear, warm_transcriber, warm_voice
from desktop.engine.protocols import EndOfTurn, LanguageModel, Message, Transcriber, Voice
from desktop.engine.recipes import Cost
from desktop.engine.reporting import Reporter
from desktop.terms import ModelNames, Stage


@dataclass(frozen=True, slots=True)
class Bays:
    """The bay of each model."""

    transcriber: Bay[Transcriber]
    model: Bay[LanguageModel]
    voice: Bay[Voice]
    ear: Bay[EndOfTurn]

    @classmethod
    def of(cls, parts: Parts) -> Bays:
        """Bays with the models of `parts` in them."""
        return cls(Bay(parts.transcriber), Bay(parts.model), Bay(parts.voice), Bay(parts.ear))

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
        opening: Callable[[], Sequence[Message]],
        nudges: Mapping[Stage, Callable[[], object]],
    ) -> ModelKeeper:
        """What loads other models into them; `nudges` wake their owners, `opening` begins every conversation."""

        def place(stage: Stage, bay: Bay[Any], warm: Callable[[Any], None], *, leaves: bool = True) -> Place:
            cost = parts.costs.get(stage, Cost())
            return Place(bay, nudges[stage], warm, parts.recipes.get(stage), cost, leaves=leaves)

        places = {
            Stage.TRANSCRIPTION: place(Stage.TRANSCRIPTION, self.transcriber, warm_transcriber),
            Stage.LANGUAGE_MODEL: place(
                Stage.LANGUAGE_MODEL, self.model, lambda model: model.prepare(opening(), bool)
            ),
            Stage.VOICE: place(Stage.VOICE, self.voice, warm_voice),
            # small, and the first to be needed
            Stage.END_OF_TURN: place(Stage.END_OF_TURN, self.ear, warm_ear, leaves=False),
        }
        return ModelKeeper(places, report, quiet)

    def close(self) -> None:
        """Free the models; nothing may use them any more."""
        for bay in (self.transcriber, self.model, self.voice, self.ear):
            bay.close()
