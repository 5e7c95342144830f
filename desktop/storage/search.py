"""Finds what was said, by the full-text indexes of whichever database it lies in, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from sqlmodel import Session

from desktop.storage.database import Database
from desktop.storage.filters import Filters
from desktop.storage.hits import END, START, Hit, Wanted
from desktop.storage.search_fts5 import Fts5Search
from desktop.storage.search_tsvector import TsvectorSearch

__all__ = ["END", "START", "Hit", "Search", "said_elsewhere"]


class _Finder(Protocol):
    """How one kind of database is searched, within an open transaction."""

    def turns(self, db: Session, wanted: Wanted) -> list[Hit]: ...

    def titles(self, db: Session, query: str, limit: int, filters: Filters) -> list[Hit]: ...

    def sessions(self, db: Session, query: str) -> list[str]: ...

    def said(self, db: Session, query: str, limit: int, *, session: str, tool: str) -> list[int]: ...


_FINDERS: dict[str, _Finder] = {"sqlite": Fts5Search(), "postgresql": TsvectorSearch()}


class Search:
    """Search in what was asked, answered and in titles. Every method may be called from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def turns(
        self,
        query: str,
        limit: int = 20,
        *,
        before: int | None = None,
        filters: Filters | None = None,
        stale: Callable[[], bool] = bool,
    ) -> list[Hit]:
        """Return up to `limit` turns that hold every word of `query`, of the last one at least the beginning.

        Those stored last come first; `before` is the `position` of the last hit of the page before. Case and accents
        do not matter. Turns under way are left out, and without `filters` the bin. Where few of what the words match
        pass the filters this takes long: once `stale()` is true it returns what it has. Raises DatabaseError.
        """
        with self._database.read() as db:
            return _finder(db).turns(db, Wanted(query, limit, before, filters or Filters(), stale))

    def titles(self, query: str, limit: int = 20, *, filters: Filters | None = None) -> list[Hit]:
        """Return up to `limit` sessions whose title holds every word, the newest first; without `filters` no bin.

        Raises DatabaseError.
        """
        with self._database.read() as db:
            return _finder(db).titles(db, query, limit, filters or Filters())

    def sessions(self, query: str) -> list[str]:
        """Return the ids of all sessions with a turn or title that holds every word. Raises DatabaseError."""
        with self._database.read() as db:
            return _finder(db).sessions(db, query)


def said_elsewhere(db: Session, query: str, limit: int, *, session: str, tool: str) -> Sequence[int]:
    """Return the row ids of up to `limit` turns whose question holds words that begin as those of `query` do.

    Those stored last come first. Left out: turns of the session `session`, turns that called the tool `tool`,
    ignored ones, and the bin.
    """
    return _finder(db).said(db, query, limit, session=session, tool=tool)


def _finder(db: Session) -> _Finder:
    return _FINDERS[db.get_bind().dialect.name]
