"""What a search returns, whichever database it searched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desktop.storage.filters import Filters

START, END = "\x02", "\x03"
"""Stand around what matched in a snippet; no index takes either for part of a word."""
MOST_WORDS = 16
"""In a snippet."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the words are."""

    session: str
    title: str
    turn: int
    """Number of the turn; 0 when the title matched."""
    started_at: datetime
    """Of the turn, or of the session; UTC, aware."""
    snippet: str
    """What stands around the words, with `START` and `END` around each of them."""
    position: int
    """For `before`; 0 when the title matched."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What turns are searched for, page by page."""

    query: str
    limit: int
    before: int | None
    """The `position` of the last hit of the page before."""
    filters: Filters
    stale: Callable[[], bool]
    """Once it is true, what was found until then is enough."""
