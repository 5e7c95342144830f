"""Finds what was said, by the full-text indexes: newest first, in a time that does not grow with what matches."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text

from desktop.storage.columns import UtcTime
from desktop.storage.database import Database

START, END = "\x02", "\x03"
"""Stand around what matched in a snippet; the index takes neither for part of a word."""

# by rowid, which the index is ordered by: ranked by relevance, every turn that matches would have to be looked at
_TURNS = text(f"""
    SELECT turn_search.rowid AS id, turn.session_id, session.title, turn."index", turn.started_at,
        snippet(turn_search, -1, '{START}', '{END}', '…', 16) AS snippet
    FROM turn_search
        CROSS JOIN turn ON turn.id = turn_search.rowid
        CROSS JOIN session ON session.id = turn.session_id
    WHERE turn_search MATCH :words AND turn_search.rowid < :before
        AND session.deleted_at IS NULL AND turn.stage = 'ended'
    ORDER BY turn_search.rowid DESC LIMIT :limit
""").columns(started_at=UtcTime)

_TITLES = text(f"""
    SELECT session.id AS session_id, session.title, session.started_at,
        snippet(session_search, -1, '{START}', '{END}', '…', 16) AS snippet
    FROM session_search CROSS JOIN session ON session.number = session_search.rowid
    WHERE session_search MATCH :words AND session.deleted_at IS NULL
    ORDER BY session_search.rowid DESC LIMIT :limit
""").columns(started_at=UtcTime)

_SESSIONS = text("""
    SELECT id FROM session WHERE deleted_at IS NULL AND (
        id IN (SELECT session_id FROM turn WHERE id IN (SELECT rowid FROM turn_search WHERE turn_search MATCH :words))
        OR number IN (SELECT rowid FROM session_search WHERE session_search MATCH :words)
    ) ORDER BY last_at, id
""")

_BEYOND = 2**63 - 1


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

    def turns(self, query: str, limit: int = 20, *, before: int | None = None) -> list[Hit]:
        """Return up to `limit` turns that hold every word of `query`, of the last one at least the beginning.

        Those stored last come first; `before` is the `position` of the last hit of the page before. Case and accents
        do not matter. The bin and turns under way are left out. Raises DatabaseError.
        """
        words = as_match(query)
        return self._run(_TURNS, words=words, limit=limit, before=_BEYOND if before is None else before)

    def titles(self, query: str, limit: int = 20) -> list[Hit]:
        """Return up to `limit` sessions whose title holds every word, the newest first. Raises DatabaseError."""
        return self._run(_TITLES, words=as_match(query), limit=limit)

    def sessions(self, query: str) -> list[str]:
        """Return the ids of all sessions with a turn or title that holds every word. Raises DatabaseError."""
        words = as_match(query)
        with self._database.read() as db:
            return list(db.execute(_SESSIONS, {"words": words}).scalars()) if words else []

    def _run(self, statement: Any, **values: Any) -> list[Hit]:
        if not values["words"]:
            return []
        with self._database.read() as db:
            return [_hit(row) for row in db.execute(statement, values)]


def as_match(query: str) -> str:
    """Return an FTS5 expression in which nothing of `query` is syntax; empty when it holds no word."""
    words = [word for word in query.replace("\0", " ").split() if any(map(_is_of_word, word))]
    quoted = ['"' + word.encode("utf-8", "replace").decode().replace('"', '""') + '"' for word in words]
    return " ".join(quoted) + "*" if quoted else ""


def _is_of_word(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "Co"


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
