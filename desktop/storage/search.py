"""Finds what was said, by the full-text indexes: newest first, in a time that does not grow with what matches."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

from desktop.storage.columns import AnyText, UtcTime
from desktop.storage.conditions import of_sessions, of_turns, values_of
from desktop.storage.database import Database
from desktop.storage.filters import Filters
from desktop.storage.wording import Vocabulary, cut, expression

START, END = "\x02", "\x03"
"""Stand around what matched in a snippet; the index takes neither for part of a word."""

# by rowid, which the index is ordered by: ranked by relevance, every turn that matches would have to be looked at
_TURNS = f"""
    SELECT turn_search.rowid AS id, turn.session_id, session.title, turn."index", turn.started_at,
        snippet(turn_search, -1, '{START}', '{END}', '…', 16) AS snippet
    FROM turn_search
        CROSS JOIN turn ON turn.id = turn_search.rowid
        CROSS JOIN session ON session.id = turn.session_id
    WHERE turn_search MATCH :words AND turn_search.rowid < :before AND turn_search.rowid >= :from
        AND turn.stage = 'ended' AND {{conditions}}
    ORDER BY turn_search.rowid DESC LIMIT :limit
"""

_TITLES = f"""
    SELECT session.id AS session_id, session.title, session.started_at,
        snippet(session_search, -1, '{START}', '{END}', '…', 16) AS snippet
    FROM session_search CROSS JOIN session ON session.number = session_search.rowid
    WHERE session_search MATCH :words AND {{conditions}}
    ORDER BY session_search.rowid DESC LIMIT :limit
"""

_SESSIONS = text("""
    SELECT id FROM session WHERE deleted_at IS NULL AND (
        id IN (SELECT session_id FROM turn WHERE id IN (SELECT rowid FROM turn_search WHERE turn_search MATCH :words))
        OR number IN (SELECT rowid FROM session_search WHERE session_search MATCH :words)
    ) ORDER BY last_at, id
""")

_SAID = text("""
    SELECT turn.id FROM turn_search
        CROSS JOIN turn ON turn.id = turn_search.rowid
        CROSS JOIN session ON session.id = turn.session_id
    WHERE turn_search MATCH :words AND turn.session_id <> :session AND turn.outcome <> 'ignored'
        AND turn.stage = 'ended' AND instr(turn.tools, :tool) = 0 AND session.deleted_at IS NULL
    ORDER BY turn_search.rowid DESC LIMIT :limit
""")

_READ: dict[str, Any] = {"started_at": UtcTime, "title": AnyText, "snippet": AnyText}
"""How these columns of both are read."""
_WINDOW = 10_000
"""Turns of which the matching ones are looked at in one go."""


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
        wanted = filters or Filters()
        with self._database.read() as db:
            words = _expression(db, query)
            if not words:
                return []
            top = before or int(db.execute(text("SELECT coalesce(max(id), 0) + 1 FROM turn")).scalar_one())
            statement = text(_TURNS.format(conditions=of_turns(wanted))).columns(**_READ)
            return _newest(db, statement, {**values_of(wanted), "words": words}, top, limit, stale)

    def titles(self, query: str, limit: int = 20, *, filters: Filters | None = None) -> list[Hit]:
        """Return up to `limit` sessions whose title holds every word, the newest first; without `filters` no bin.

        Raises DatabaseError.
        """
        wanted, words = filters or Filters(), as_match(query)
        statement = text(_TITLES.format(conditions=of_sessions(wanted))).columns(**_READ)
        values = {**values_of(wanted), "words": words, "limit": limit}
        with self._database.read() as db:
            return [_hit(row) for row in db.execute(statement, values)] if words else []

    def sessions(self, query: str) -> list[str]:
        """Return the ids of all sessions with a turn or title that holds every word. Raises DatabaseError."""
        words = as_match(query)
        with self._database.read() as db:
            return list(db.execute(_SESSIONS, {"words": words}).scalars()) if words else []


def said_elsewhere(db: Session, query: str, limit: int, *, session: str, tool: str) -> list[int]:
    """Return the row ids of up to `limit` turns whose question holds words that begin as those of `query` do.

    Those stored last come first. Left out: turns of the session `session`, turns that called the tool `tool`,
    ignored ones, and the bin.
    """
    words = _expression(db, query, every=True)
    values = {"words": f"{{transcript}} : ({words})", "session": session, "tool": json.dumps(tool), "limit": limit}
    return list(db.execute(_SAID, values).scalars()) if words else []


def _newest(
    db: Session, statement: Any, values: dict[str, Any], top: int, limit: int, stale: Callable[[], bool]
) -> list[Hit]:
    """Look from the newest turn to the oldest, in stretches that grow while nothing is found."""
    hits: list[Hit] = []
    width = _WINDOW
    while top > 0 and len(hits) < limit and not stale():
        stretch = {"before": top, "from": max(0, top - width), "limit": limit - len(hits)}
        hits += [_hit(row) for row in db.execute(statement, values | stretch)]
        top, width = stretch["from"], width * 2
    return hits


def as_match(query: str) -> str:
    """Return an FTS5 expression in which nothing of `query` is syntax; empty when it holds no word."""
    return expression(_typed(query), lambda _beginning: None)


def _expression(db: Session, query: str, *, every: bool = False) -> str:
    """The same, made for the index of the turns: one that need not collect all that matches."""
    return expression(_typed(query), Vocabulary(db.connection()).starts, every=every)


def _typed(query: str) -> list[list[str]]:
    return cut(query.replace("\0", " ").split())


def _hit(row: Row[Any]) -> Hit:
    values = row._mapping
    return Hit(
        session=values["session_id"],
        title=values["title"],
        turn=values.get("index", 0),
        started_at=values["started_at"],
        snippet=values["snippet"],
        position=values.get("id", 0),
    )
