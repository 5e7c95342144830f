"""Which models the page is asked to show."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.ui.look.language_names import language_name
from desktop.ui.models.model_card import KIND_TITLES, ModelCard, Place
from desktop.wording import tr


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """What a card must have; what is empty asks for nothing."""

    kind: str = ""
    language: str = ""
    """Code; a model of no named language knows any."""
    only_here: bool = False
    words: str = ""
    """Each must be in what a row tells, in any order and case."""

    def fits(self, card: ModelCard) -> bool:
        """Whether a card has it all."""
        return (
            self.kind in ("", card.kind)
            and (not self.language or not card.languages or self.language in card.languages)
            and (not self.only_here or card.place in (Place.HERE, Place.SHIPPED))
            and self._told(card)
        )

    def _told(self, card: ModelCard) -> bool:
        wanted = self.words.casefold().split()
        if not wanted:
            return True
        languages = (language_name(code) for code in card.languages)
        parts = (card.title, card.id, tr(KIND_TITLES[card.kind]), card.facts, card.note, *languages)
        told = " ".join(parts).casefold()
        return all(word in told for word in wanted)
