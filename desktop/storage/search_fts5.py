"""Search by SQLite's full-text indexes: newest first, in a time that does not grow with what matches."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

from desktop.storage.columns import AnyText, UtcTime
from desktop.storage.conditions import of_sessions, of_turns, values_of
from desktop.storage.filters import Filters
from desktop.storage.hits import END, MOST_WORDS, START, Hit, Wanted
from desktop.storage.wording import Vocabulary, cut, expression

# by rowid, which the index is ordered by: ranked by relevance, every turn that matches would have to be looked at
_TURNS = f"""
    SELECT turn_search.rowid AS id, turn.session_id, session.title, turn."index", turn.started_at,
        snippet(turn_search, -1, '{START}', '{END}', '…', {MOST_WORDS}) AS snippet
    FROM turn_search
        CROSS JOIN turn ON turn.id = turn_search.rowid
        CROSS JOIN session ON session.id = turn.session_id
    WHERE turn_search MATCH :words AND turn_search.rowid < :before AND turn_search.rowid >= :from
        AND turn.stage = 'ended' AND {{conditions}}
    ORDER BY turn_search.rowid DESC LIMIT :limit
"""

_TITLES = f"""
    SELECT session.id AS session_id, session.title, session.started_at,
        snippet(session_search, -1, '{START}', '{END}', '…', {MOST_WORDS}) AS snippet
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


class Fts5Search:
    """Search in a file of one's own, see `search.Search`."""

    def turns(self, db: Session, wanted: Wanted) -> list[Hit]:
        """Look from the newest turn to the oldest, as far as it takes."""
        words = _expression(db, wanted.query)
        if not words:
            return []
        top = wanted.before or int(db.execute(text("SELECT coalesce(max(id), 0) + 1 FROM turn")).scalar_one())
        statement = text(_TURNS.format(conditions=of_turns(wanted.filters))).columns(**_READ)
        values = {**values_of(wanted.filters), "words": words}
        return _newest(db, statement, values, top, wanted.limit, wanted.stale)

    def titles(self, db: Session, query: str, limit: int, filters: Filters) -> list[Hit]:
        """Look by the index of titles."""
        words = as_match(query)
        statement = text(_TITLES.format(conditions=of_sessions(filters))).columns(**_READ)
        values = values_of(filters) | {"words": words, "limit": limit}
        return [_hit(row) for row in db.execute(statement, values)] if words else []

    def sessions(self, db: Session, query: str) -> list[str]:
        """Look by both indexes."""
        words = as_match(query)
        return list(db.execute(_SESSIONS, {"words": words}).scalars()) if words else []

    def said(self, db: Session, query: str, limit: int, *, session: str, tool: str) -> list[int]:
        """Look in questions only."""
        words = _expression(db, query, every=True)
        values = {
            "words": f"{{transcript}} : ({words})",
            "session": session,
            "tool": json.dumps(tool),
            "limit": limit,
        }
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
