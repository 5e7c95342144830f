"""What a setting's type says beyond its values: how it is chosen, who wants to see it, and when it acts.

They stand in the annotations of the settings: `Live[bool]` is a bool, and what shows it finds `Mark.LIVE` there.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Annotated, TypeVar

T = TypeVar("T")


class Mark(enum.Enum):
    """One thing that is to be known of a setting."""

    LIVE = enum.auto()
    """A change acts at once; without it, from the next start."""
    ADVANCED = enum.auto()
    """Few people ever change it."""
    HIDDEN = enum.auto()
    """Sotto's own note to itself; nobody chooses it."""
    FILE = enum.auto()
    FOLDER = enum.auto()
    LONG_TEXT = enum.auto()
    MICROPHONE = enum.auto()
    SPEAKER = enum.auto()
    LANGUAGE = enum.auto()
    """Of those there is a translation into; empty follows the system."""


@dataclass(frozen=True, slots=True)
class Titles:
    """Words for people, one a value, in the order of the values."""

    words: tuple[str, ...]


Live = Annotated[T, Mark.LIVE]
Advanced = Annotated[T, Mark.ADVANCED]
Hidden = Annotated[T, Mark.HIDDEN]
File = Annotated[T, Mark.FILE]
Folder = Annotated[T, Mark.FOLDER]
LongText = Annotated[T, Mark.LONG_TEXT]
Microphone = Annotated[T, Mark.MICROPHONE]
Speaker = Annotated[T, Mark.SPEAKER]
Language = Annotated[T, Mark.LANGUAGE]
