"""Who the engine is to a user: what the model is told, which tools it has, how it speaks and is spoken to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop.engine.adapting import Adapter
from desktop.engine.protocols import Voice


@dataclass(frozen=True, slots=True)
class Character:
    """One persona, ready to be taken."""

    name: str
    instructions: Callable[[], str]
    """What the model is told about itself when a conversation begins. Any thread."""
    tools: frozenset[str] | None = None
    """Names of the tools it has; None for all that there are."""
    allowed: Collection[str] = ()
    """Tools that need not ask, as the settings have them."""
    language: str = ""
    """ISO 639-1 code of what is spoken to it; empty for what the recogniser expects by itself."""
    length_scale: float = 1.0
    """Length of what is spoken, in times the voice's own."""
    temperature: float = 0.0
    """Of the language model."""
    adapter: Adapter | None = None
    """What the language model answers with besides; None for nothing."""
    quotes: bool = False
    """Whether words of others stand in what the model is told about itself."""
    voice: Voice | None = None
    """Another voice to speak with; None keeps the one that there is."""


class Cast(Protocol):
    """The personas that there are now. Any thread."""

    @property
    def names(self) -> Sequence[str]:
        """Their names, no two alike."""

    @property
    def hands_over(self) -> bool:
        """Whether one may let another one answer by itself."""

    def character(self, name: str) -> Character | None:
        """One of them, ready to be taken; None when there is none of that name."""


@dataclass(frozen=True, slots=True)
class Alone:
    """Nobody but the one that the engine was made with."""

    names: Sequence[str] = ()
    hands_over: bool = False

    def character(self, name: str) -> Character | None:  # noqa: ARG002
        """None."""
        return None


NOBODY = Alone()
