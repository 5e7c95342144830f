"""What a pack's function is given and gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.engine.tools.registry import Tool
from desktop.errors import PackError
from desktop.wording import marked

if TYPE_CHECKING:
    from desktop.storage.database import Database

_BUSY_MS = 10_000
"""Fifty who write at once wait for one another; each takes a few milliseconds."""


@dataclass(frozen=True, slots=True)
class PackHome:
    """Where a pack works."""

    folder: Path
    """For its data alone; it may not exist yet."""
    data: Mapping[str, Any]
    """As its manifest has it."""
    now: Callable[[], datetime]
    """The time of day here, without a zone."""
    file: str = ""
    """Name of its database in `folder`; empty where the manifest gives none."""
    migrations: Sequence[Path] = ()
    """The files that make its schema, in their order."""

    def database(self) -> Database:
        """Open the pack's database, made or brought to its newest schema; whoever opens it closes it.

        Raises PackError when the manifest has none, DatabaseError.
        """
        if not self.file:
            raise PackError(
                marked("the manifest gives no database"), advice=marked("add [database] with its migrations")
            )
        from desktop.storage.own_file import open_own

        return open_own(self.folder / self.file, self.migrations, busy_ms=_BUSY_MS)


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
