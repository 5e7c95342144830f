"""History and instructions to model input within a token budget. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.engine.protocols import Message

Count = Callable[[Sequence[Message]], int]
"""Tokens of a rendered prompt."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One past turn as the model remembers it."""

    user: str
    reply: str
    """What was heard of the reply; the model does not remember what nobody heard."""
    tools: tuple[Message, ...] = ()
    """Calls and results between the two."""

    def messages(self) -> list[Message]:
        """The exchange in the model's form."""
        said = [Message("assistant", self.reply)] if self.reply else []
        return [Message("user", self.user), *self.tools, *said]


class Conversation:
    """What the model is shown: instructions, then as much recent history as fits, oldest dropped first.

    When the budget overflows, history is cut to half of it at once. The prompt then only grows at its end for many
    turns, and what the model already holds in memory stays valid.
    """

    def __init__(self, instructions: str, history: Sequence[Exchange] = ()) -> None:
        self._instructions = [Message("system", instructions)] if instructions else []
        self._history = list(history)

    def add(self, exchange: Exchange) -> None:
        """Remember a finished turn."""
        self._history.append(exchange)

    @property
    def last_reply(self) -> str:
        """What was said last; empty when nothing was."""
        return next((exchange.reply for exchange in reversed(self._history) if exchange.reply), "")

    def __len__(self) -> int:
        return len(self._history)

    def prompt(self, user: str, budget: int, count: Count) -> list[Message]:
        """Messages for the next reply, of at most `budget` tokens if the question alone fits in that."""
        messages = self._messages(user)
        if self._history and count(messages) > budget:
            while self._history and count(messages) > budget // 2:
                del self._history[0]
                messages = self._messages(user)
        return messages

    def opening(self) -> list[Message]:
        """What every prompt starts with."""
        return _joined([*self._instructions, *(m for e in self._history for m in e.messages())])

    def _messages(self, user: str) -> list[Message]:
        return _joined([*self.opening(), Message("user", user)])


def _joined(messages: Sequence[Message]) -> list[Message]:
    """The messages, with what a user said twice in a row as one: many chat templates refuse anything else."""
    joined: list[Message] = []
    for message in messages:
        if joined and joined[-1].role == message.role == "user":
            joined[-1] = Message("user", f"{joined[-1].content}\n{message.content}")
        else:
            joined.append(message)
    return joined
