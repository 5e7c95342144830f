"""What every event carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event carries."""

    session: str
    """Session id: 32 hexadecimal digits."""
    turn: int
    """Number of the turn, growing within its session, from 1; 0 outside a turn."""
    at: float
    """`time.monotonic()` when it happened, in seconds."""


class Head(TypedDict):
    """The fields of `Event`, to be spread into a constructor."""

    session: str
    turn: int
    at: float


def head(session: str, turn: int, at: float) -> Head:
    """Fields that every event carries."""
    return Head(session=session, turn=turn, at=at)
