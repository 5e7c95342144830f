"""Search in one's own past sessions, through a function that knows where they are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from desktop.engine.tools.registry import Arguments, JsonObject, Tool, ToolError
from desktop.errors import UserFacingError
from desktop.wording import marked

MOST_FOUND = 3
NAME = "search_history"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One past turn that matches."""

    at: datetime
    """When it began; aware."""
    you: str
    sotto: str


Search = Callable[[str, int], Sequence[Found]]
"""At most so many turns of past sessions whose question holds all words of a query, the newest first. Raises
UserFacingError when the record cannot be read."""


class Query(Arguments):
    """What to look for."""

    query: str = Field(min_length=1, max_length=100, description="Words that were said, such as dentist.")


def history_tool(search: Search) -> Tool:
    """The `search_history` tool."""

    def run(arguments: Query) -> JsonObject:
        try:
            found = search(arguments.query, MOST_FOUND)
        except UserFacingError as error:
            raise ToolError("the record of past sessions cannot be read") from error
        return {"found": [_entry(turn) for turn in found[:MOST_FOUND]]}

    return Tool(
        NAME,
        "Look up what the user said in past sessions.",
        Query,
        run,
        title=marked("Searched past sessions for {query}"),
        failed="Could not search past sessions",
        quotes="others",  # replies repeat what servers said, and conversations are taken in from files
    )


def _entry(turn: Found) -> JsonObject:
    local = turn.at.astimezone()
    day = f"{local:%A} {local.day} {local:%B}"
    return {"day": day, "you": _cut(turn.you), "sotto": _cut(turn.sotto)}


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
