"""What knows something that no model does: asked before one, by rules, and told to one that can use it.

All of it happens on the turn thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from desktop.engine.prompting import Conversation
from desktop.engine.protocols import StaleCheck
from desktop.engine.turn import Turn
from desktop.terms import RouteReason

if TYPE_CHECKING:
    from desktop.engine.turn_runner import TurnRunner


class Source(Protocol):
    """One of them: facts, documents."""

    def knows(self, text: str, language: str) -> bool:
        """Whether it would answer a question by itself. `language` is an ISO 639-1 code, empty for typed text."""

    def answer(self, runner: TurnRunner, turn: Turn, stale: StaleCheck) -> RouteReason | None:
        """Answer a turn and say why; None, and nothing is done, for what it does not know.

        Raises Cancelled, StageError.
        """

    def inform(self, runner: TurnRunner, turn: Turn, conversation: Conversation, stale: StaleCheck) -> None:
        """Put what bears on a turn behind its question, where the model is told of tools and can read that.

        What stands before the question stays as it is, so that what the model has read of it stays valid. Raises
        Cancelled, StageError.
        """

    def close(self) -> None:
        """Let go of what it knows from. Nobody asks any more; harmless the second time."""
