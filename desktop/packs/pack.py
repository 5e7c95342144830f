"""What a pack's function is given and gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.engine.tools.registry import Tool


@dataclass(frozen=True, slots=True)
class PackHome:
    """Where a pack works."""

    folder: Path
    """For its data alone; it may not exist yet."""
    data: Mapping[str, Any]
    """As its manifest has it."""
    now: Callable[[], datetime]
    """The time of day here, without a zone."""


def _nothing() -> None:
    pass


def _no_facts(_: Mapping[str, str]) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Opened:
    """What a pack brings."""

    tools: Sequence[Tool] = ()
    facts: Callable[[Mapping[str, str]], Mapping[str, str]] = field(default=_no_facts)
    """What its personas' prompts may be filled with now. Takes the circumstances of a conversation, such as the
    number of who called; none when it begins at this machine, and then nobody is to wait for it. May raise
    UserFacingError."""
    close: Callable[[], None] = field(default=_nothing)
    """Lets go of what it holds. Harmless when called again, and when nothing was ever used."""
