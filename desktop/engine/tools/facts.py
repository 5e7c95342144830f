"""What the user asked to remember: kept, told and forgotten, through something that knows where facts lie.

Only what was said is kept, in the words in which it was said: a model that calls these tools invents nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from pydantic import Field

from desktop.engine.knowledge.fact_matching import about, is_quoted, relevant
from desktop.engine.tools.registry import Arguments, JsonObject, Tool, ToolError
from desktop.errors import UserFacingError
from desktop.facts import LONGEST, Fact
from desktop.wording import marked

T = TypeVar("T")

REMEMBER, RECALL, FORGET = "remember_fact", "recall_facts", "forget_fact"
NAMES = frozenset({REMEMBER, RECALL, FORGET})
MOST_TOLD = 10
_REMEMBERED_SAYINGS = 3


class FactKeeper(Protocol):
    """Keeps facts. Any thread; every method may raise UserFacingError."""

    def all(self) -> Sequence[Fact]:
        """Return them, the newest first."""

    def add(self, text: str, session: str = "", turn: int = 0) -> tuple[Fact, bool]:
        """Keep a fact; returns it and whether it is a new one."""

    def forget(self, fact: int) -> Fact:
        """Delete one for good."""


@dataclass(slots=True)
class Said:
    """What the user says. The turn thread tells, between two calls of tools; these read."""

    session: str = ""
    turn: int = 0
    language: str = ""
    sayings: deque[str] = field(default_factory=lambda: deque(maxlen=_REMEMBERED_SAYINGS))

    def note(self, session: str, turn: int, text: str, language: str) -> None:
        """A turn is under way."""
        if session != self.session:
            self.sayings.clear()
        self.session, self.turn, self.language = session, turn, language
        self.sayings.append(text)

    def holds(self, text: str) -> bool:
        """Whether the user said all words of a text in one of the last turns; also where nobody is talking."""
        return not self.turn or any(is_quoted(text, said) for said in self.sayings)


class FactText(Arguments):
    """What to remember."""

    fact: str = Field(min_length=1, max_length=LONGEST, description="The user's own words.")


class What(Arguments):
    """What it is about."""

    query: str = Field(
        default="", max_length=200, description="Words of what is asked, such as sister; empty for all."
    )


class Gone(Arguments):
    """What to forget."""

    query: str = Field(min_length=1, max_length=LONGEST, description="Words of the fact, as the user said them.")


def fact_tools(keeper: FactKeeper, said: Said) -> list[Tool]:
    """`remember_fact`, `recall_facts` and `forget_fact`."""

    def remember(arguments: FactText) -> JsonObject:
        if not said.holds(arguments.fact):
            raise ToolError("only what the user has just said can be kept, in the user's own words")
        fact, new = _kept(lambda: keeper.add(arguments.fact, said.session, said.turn))
        return {"remembered": fact.text, "new": new}

    def recall(arguments: What) -> JsonObject:
        facts = _kept(keeper.all)
        if arguments.query.strip():
            facts = relevant(arguments.query, facts, said.language, MOST_TOLD)
        return {"the_user_said": [fact.text for fact in facts[:MOST_TOLD]], "more": max(0, len(facts) - MOST_TOLD)}

    def forget(arguments: Gone) -> JsonObject:
        if not said.holds(arguments.query):
            raise ToolError("only what the user has just named can be forgotten")
        found = about(arguments.query, _kept(keeper.all), said.language)
        if len(found) != 1:
            return {"found": [fact.text for fact in found[:MOST_TOLD]], "forgotten": None}
        return {"forgotten": _kept(lambda: keeper.forget(found[0].id)).text}

    keep = Tool(
        REMEMBER, "Keep what the user asks to remember.", FactText, remember, *_REMEMBER_WORDS, effect="write"
    )
    look_up = Tool(
        RECALL, "Look up what the user asked to remember.", What, recall, *_RECALL_WORDS, told=False, quotes="user"
    )
    lose = Tool(
        FORGET, "Forget what the user asked to remember.", Gone, forget, *_FORGET_WORDS, effect="write", told=False
    )
    return [keep, look_up, lose]


_REMEMBER_WORDS = (marked("Remembered {fact}"), "Could not remember it", marked("remember something from now on"))
_RECALL_WORDS = (marked("Looked up what is remembered"), "Could not look up what is remembered")
_FORGET_WORDS = (
    marked("Looked for {query} to forget"),
    "Could not forget it",
    marked("forget something it remembers"),
)


def _kept(use: Callable[[], T]) -> T:
    """What the keeper returns. Raises ToolError where it cannot."""
    try:
        return use()
    except UserFacingError as error:
        raise ToolError(str(error)) from error
