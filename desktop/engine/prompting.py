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
    turn: int = 0
    """Number of the turn."""
    pinned: bool = False
    """Whether the model is always to see it."""
    persona: str = ""
    """Who answered; empty where that is not known."""

    def messages(self) -> list[Message]:
        """The exchange in the model's form."""
        said = [Message("assistant", self.reply)] if self.reply else []
        return [Message("user", self.user), *self.tools, *said]


@dataclass(frozen=True, slots=True)
class Recap:
    """What the model is told in place of turns that it no longer sees."""

    summary: str
    through: int
    """Number of the last turn that it covers."""

    def text(self) -> str:
        """As the instructions say it; empty without a summary."""
        return f"Earlier in this conversation: {self.summary}" if self.summary else ""


NO_RECAP = Recap("", 0)
FIRST = 5
"""Turns at the beginning that stay as long as there is room: what it is all about."""


class Conversation:
    """What the model is shown: instructions, then of the history as much as fits.

    When the budget overflows, the middle of the history goes, oldest first, until half of the budget is used: the
    first turns stay, which say what it is all about, the last, and those that were pinned. The prompt then only grows
    at its end for many turns, and what the model already holds in memory stays valid. What went can be replaced by a
    summary.
    """

    def __init__(self, instructions: str, history: Sequence[Exchange] = (), recap: Recap = NO_RECAP) -> None:
        """`recap` stands for the turns up to its number, which are left out unless they are pinned or the first."""
        self._instructions = instructions
        self._recap = recap
        covered = [
            n for n, one in enumerate(history) if n >= FIRST and not one.pinned and 0 < one.turn <= recap.through
        ]
        self._history = [one for n, one in enumerate(history) if n not in covered]
        self._kept = len(history[:FIRST])
        self._gone: list[Exchange] = []

    def instruct(self, instructions: str) -> None:
        """Tell the model something else about itself from now on."""
        self._instructions = instructions

    def add(self, exchange: Exchange) -> None:
        """Remember a finished turn."""
        if self._kept == len(self._history) < FIRST:
            self._kept += 1
        self._history.append(exchange)

    @property
    def instructions(self) -> str:
        """What the model is told about itself."""
        return self._instructions

    @property
    def last_reply(self) -> str:
        """What was said last; empty when nothing was."""
        return next((exchange.reply for exchange in reversed(self._history) if exchange.reply), "")

    def __len__(self) -> int:
        return len(self._history)

    @property
    def seen(self) -> Sequence[Exchange]:
        """The turns that the model sees, oldest first."""
        return tuple(self._history)

    @property
    def gone(self) -> Sequence[Exchange]:
        """What the model no longer sees and no summary covers, oldest first."""
        return self._gone

    @property
    def recap(self) -> Recap:
        """What it is told in place of the middle."""
        return self._recap

    def summarise(self, summary: str) -> Recap:
        """Put a summary in the place of the one before and of what is gone."""
        through = max((exchange.turn for exchange in self._gone), default=self._recap.through)
        self._recap, self._gone = Recap(summary, max(through, self._recap.through)), []
        return self._recap

    def prompt(self, user: str, budget: int, count: Count) -> list[Message]:
        """Messages for the next reply, of at most `budget` tokens if the question alone fits in that."""
        if self._history and count(self._messages(user)) > budget:
            self._shorten(user, budget // 2, count)
        return self._messages(user)

    def make_room(self, tokens: int, budget: int, count: Count) -> None:
        """Shorten the history now if a question of so many tokens would make it necessary."""
        if self._history and count(self.opening()) + tokens > budget:
            self._shorten("", budget // 2, count)

    def opening(self) -> list[Message]:
        """What every prompt starts with."""
        said = [message for exchange in self._history for message in exchange.messages()]
        told = "\n\n".join(part for part in (self._instructions, self._recap.text()) if part)
        return _joined([*([Message("system", told)] if told else []), *said])

    def _messages(self, user: str) -> list[Message]:
        return _joined([*self.opening(), Message("user", user)])

    def _shorten(self, user: str, budget: int, count: Count) -> None:
        while self._history and count(self._messages(user)) > budget:
            at = self._least_needed()
            self._gone.append(self._history.pop(at))
            self._kept -= at < self._kept
        self._gone.sort(key=lambda exchange: exchange.turn)

    def _least_needed(self) -> int:
        """The oldest turn between the first and the newest; then the oldest of the first; pinned ones at the last."""
        last = len(self._history) - 1
        order = [*range(self._kept, last), *range(self._kept), last]
        return next((at for at in order if not self._history[at].pinned), 0)


def _joined(messages: Sequence[Message]) -> list[Message]:
    """The messages, with what a user said twice in a row as one: many chat templates refuse anything else."""
    joined: list[Message] = []
    for message in messages:
        if joined and joined[-1].role == message.role == "user":
            joined[-1] = Message("user", f"{joined[-1].content}\n{message.content}")
        else:
            joined.append(message)
    return joined


_LEAST_RESULT = 200
"""Characters of a result that are worth showing at all."""


def with_tools(
    conversation: Conversation, user: str, tools: Sequence[Message], budget: int, count: Count
) -> list[Message]:
    """The prompt for a reply whose tools have run, with as much of what they gave back as there is room for."""

    def together(said: Sequence[Message]) -> int:
        return count([*said, *kept])

    kept = list(tools)
    messages = conversation.prompt(user, budget, together)
    while kept and together(messages) > budget:
        kept = _less(kept)
    return [*messages, *kept]


def _less(tools: Sequence[Message]) -> list[Message]:
    """The same with half of the longest result, or without the oldest call once all are short."""
    lengths = [len(one.content) if one.role == "tool" else 0 for one in tools]
    at = lengths.index(max(lengths))
    longest = tools[at]
    if lengths[at] <= _LEAST_RESULT:
        return list(tools[2:])
    cut = Message("tool", f"{longest.content[: lengths[at] // 2]}… (cut)", longest.call)
    return [*tools[:at], cut, *tools[at + 1 :]]
