"""What one subscriber wants to see: the message that it sends first, and again whenever it changes its mind."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from desktop.observability.log_entry import Entry, EventType, Level
from desktop.terms import Stage

LONGEST = 4096
"""Bytes of a message."""
KINDS = frozenset(part for one in EventType for part in (one.value, one.value.partition(".")[0]))
"""Every type, and the word before its point."""

_BEGINNING = re.compile(r"[0-9a-f]{0,32}")


class Wanted(BaseModel):
    """All must hold; an empty one wants everything."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    types: tuple[Annotated[str, StringConstraints(max_length=40)], ...] = Field((), max_length=50)
    """Any of these types, or of these kinds."""
    stages: tuple[Stage, ...] = Field((), max_length=20)
    """Any of these."""
    level: Level = Level.DEBUG
    """At least."""
    session: str = ""
    """Beginning of its id."""
    metrics: bool = True
    """Whether figures come every two seconds."""

    @field_validator("types")
    @classmethod
    def _known(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [one for one in types if one not in KINDS]:
            raise ValueError(f"there is no type {unknown[0]}")
        return types

    @field_validator("session")
    @classmethod
    def _may_be_one(cls, session: str) -> str:
        if not _BEGINNING.fullmatch(session):
            raise ValueError("no session's id begins like that: it has 32 of the digits 0 to 9 and a to f")
        return session

    def passes(self, entry: Entry) -> bool:
        """Whether it is wanted."""
        kind = entry.type.value
        return (
            entry.level.rank >= self.level.rank
            and entry.session.startswith(self.session)
            and (not self.stages or entry.stage in self.stages)
            and (not self.types or kind in self.types or kind.partition(".")[0] in self.types)
        )


def parse_wanted(message: str | bytes) -> Wanted:
    """Return what a message asks for. Raises ValueError, which says why it cannot be."""
    if isinstance(message, bytes):
        raise ValueError("a filter is a text message")
    try:
        return Wanted.model_validate_json(message)
    except ValidationError as error:
        raise ValueError(reason_of(error)) from error


def reason_of(error: ValidationError) -> str:
    """What is wrong with the first field that is."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"][:2])
    what = first["msg"].removeprefix("Value error, ")
    return f"{where}: {what}" if where else what
