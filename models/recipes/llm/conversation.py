"""What a synthetic conversation remembers, and the forms of its turns."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from models.recipes.common.grammar import Request

Turn = tuple[str, str]
"""(role, content)"""


@dataclass
class Conversation:
    """What has happened so far, as far as later replies depend on it."""

    notes: list[str] = field(default_factory=list)
    jokes: int = 0
    name: str = ""
    """Of the user, once told."""
    last: str = ""
    """The last reply."""
    topic: str = ""
    """What the last turn was about, as far as the next may go back to it."""
    about: tuple[object, ...] = ()
    """What the topic needs to go on."""
    word: str = ""
    """The word that "spell it" means."""

    def turn_to(self, topic: str, *about: object, word: str = "") -> None:
        """Remember what the turn was about."""
        self.topic, self.about, self.word = topic, about, word


Answer = Callable[[Request, Conversation, random.Random], list[Turn]]
"""Tool calls, their results and the reply."""


def tool_call(name: str, /, **arguments: object) -> Turn:
    """The assistant's turn that calls a tool."""
    call = json.dumps({"name": name, "arguments": arguments}, ensure_ascii=False)
    return "assistant", f"<tool_call>\n{call}\n</tool_call>"


def using(name: str, result: object, reply: str, /, **arguments: object) -> list[Turn]:
    """A call, its result and the reply."""
    return [tool_call(name, **arguments), ("tool", json.dumps(result, ensure_ascii=False)), ("assistant", reply)]


def saying(reply: str) -> list[Turn]:
    """A reply without tools."""
    return [("assistant", reply)]


def joined(things: list[str]) -> str:
    """The things as one says them: "a, b and c"."""
    return things[0] if len(things) == 1 else ", ".join(things[:-1]) + " and " + things[-1]


FAULTS = (
    "the tool could not save its data", "the tool took too long", "the call was not valid", "the disk is full",
    "the tool is not available", "Input should be a valid string", "Input should be less than or equal to 604800",
)  # fmt: skip


def fault(rng: random.Random, name: str, /, **arguments: object) -> list[Turn] | None:
    """Now and then, a call that fails, and the reply that says so."""
    if rng.random() > 0.03:
        return None
    error = rng.choice(FAULTS)
    return using(name, {"error": error}, f"That does not work: {error}.", **arguments)
