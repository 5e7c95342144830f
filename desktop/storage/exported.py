"""What an export is asked for, and what it came to. Imports no SQL, so that window and command line can name it."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Format(enum.StrEnum):
    """What conversations are written as."""

    CSV = "csv"
    """A row a turn, for spreadsheets."""
    JSON = "json"
    """All that is known but the sound; can be imported."""
    MARKDOWN = "markdown"
    SRT = "srt"
    VTT = "vtt"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which conversations: one, those that hold words, or all outside of the bin."""

    session: str = ""
    """Id of the only one; empty for several."""
    query: str = ""
    """Words that each of them holds; empty for all."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to."""

    sessions: int
    turns: int
