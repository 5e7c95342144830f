"""What the window needs of the past conversations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from desktop.storage.filters import Filters


class SessionLike(Protocol):
    """A past session, as storage hands it over."""

    @property
    def id(self) -> str:
        """32 hexadecimal digits."""

    @property
    def title(self) -> str:
        """What it was about; may be empty."""

    @property
    def last_at(self) -> datetime:
        """When its newest turn began; UTC."""

    @property
    def turns(self) -> int:
        """Number of turns."""

    @property
    def pinned(self) -> bool:
        """Whether it stays at the top."""

    @property
    def parent(self) -> str:
        """Id of the session it branched from; empty for none."""


class HitLike(Protocol):
    """A turn or a title that was found, as storage hands it over."""

    @property
    def session(self) -> str:
        """Id of its session."""

    @property
    def title(self) -> str:
        """Title of its session; may be empty."""

    @property
    def turn(self) -> int:
        """Its number, from 1; 0 when the title was found."""

    @property
    def started_at(self) -> datetime:
        """UTC."""

    @property
    def snippet(self) -> str:
        """What stands around the words; each is between the characters 2 and 3."""

    @property
    def position(self) -> int:
        """Where the next page begins."""


class PastLike(Protocol):
    """The past conversations. Every method may wait for the disk and raise a UserFacingError."""

    def browse(self, filters: Filters, limit: int, before: Any = None) -> Sequence[SessionLike]:
        """Return up to `limit` sessions, newest first; the page after the session `before`."""

    def find(
        self, query: str, filters: Filters, limit: int, *, before: int | None, stale: Callable[[], bool]
    ) -> Sequence[HitLike]:
        """Return up to `limit` turns, newest first; may return fewer once `stale()` is true."""

    def choices(self) -> tuple[Sequence[str], Sequence[str]]:
        """Return the personas and the language models there are."""

    def rename(self, session: str, title: str) -> None:
        """Give a session another title."""

    def pin(self, session: str, *, pinned: bool) -> None:
        """Keep a session at the top, or no longer."""

    def delete(self, session: str) -> None:
        """Put a session into the bin."""

    def restore(self, session: str) -> None:
        """Take a session out of the bin."""
