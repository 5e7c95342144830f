"""Search by PostgreSQL's own full-text index, which `postgres_schema` makes: the same words as with a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

from desktop.storage.columns import AnyText, UtcTime
from desktop.storage.conditions import of_sessions, of_turns, values_of
from desktop.storage.filters import Filters
from desktop.storage.hits import Hit, Wanted
from desktop.storage.snippets import Sought, snippet

NEAR = "SELECT id FROM turn WHERE words @@ CAST(:words AS tsquery) AND id >= :from AND id < :before"
FAR = "SELECT id FROM turn WHERE words @@ CAST(:words AS tsquery) AND id + 0 >= :from AND id + 0 < :before"
"""By the index of words, which the sums leave as the only one."""
BY_INDEX = "SET LOCAL enable_seqscan = off"
"""The planner takes every beginning of a word for a frequent one, and would look at all turns instead."""

_TURNS = """
    WITH matching AS MATERIALIZED ({matching})
    SELECT turn.id, turn.session_id, session.title, turn."index", turn.started_at, turn.transcript, turn.generated
    FROM matching JOIN turn ON turn.id = matching.id JOIN session ON session.id = turn.session_id
    WHERE turn.stage = 'ended' AND {conditions}
    ORDER BY turn.id DESC LIMIT :limit
"""

_SAID = """turn.session_id <> :session AND turn.outcome <> 'ignored' AND strpos(turn.tools, :tool) = 0
    AND session.deleted_at IS NULL"""

_TITLES = """
    WITH matching AS MATERIALIZED (SELECT number FROM session WHERE words @@ CAST(:words AS tsquery))
    SELECT session.id AS session_id, session.title, session.started_at
    FROM matching JOIN session ON session.number = matching.number
    WHERE {conditions}
    ORDER BY session.number DESC LIMIT :limit
"""

_SESSIONS = text("""
    SELECT id FROM session WHERE deleted_at IS NULL AND (
        id IN (SELECT session_id FROM turn WHERE words @@ CAST(:words AS tsquery))
        OR words @@ CAST(:words AS tsquery)
    ) ORDER BY last_at, id
""")

# the index's own function cuts what is typed, as it cut what was said
_PARTS = text("""
    SELECT typed.number, part.lexeme
    FROM unnest(CAST(:typed AS text[])) WITH ORDINALITY AS typed (word, number),
        unnest(sotto_words(typed.word)) AS part (lexeme, positions, weights), unnest(part.positions) AS place
    ORDER BY typed.number, place
""")

_READ_TURNS: dict[str, Any] = {"started_at": UtcTime, **dict.fromkeys(("title", "transcript", "generated"), AnyText)}
_READ_TITLES: dict[str, Any] = {"started_at": UtcTime, "title": AnyText}
"""How these columns are read."""
_TOP = text("SELECT coalesce(max(id), 0) + 1 FROM turn")
_WINDOW = 2_000
"""Of the newest turns, looked at first: there frequent words are found often enough, and the others are not many."""


class TsvectorSearch:
    """Search on a team's server, see `search.Search`."""

    def turns(self, db: Session, wanted: Wanted) -> list[Hit]:
        """Look for a page of turns among the newest, then among the others."""
        words = _parts(db, wanted.query)
        if not words:
            return []
        values = values_of(wanted.filters) | {"words": as_tsquery(words)}
        rows = _newest(db, of_turns(wanted.filters), values, wanted.before, wanted.limit, wanted.stale)
        return [_hit(row, words, ("transcript", "generated")) for row in rows]

    def titles(self, db: Session, query: str, limit: int, filters: Filters) -> list[Hit]:
        """Look by the index of titles."""
        words = _parts(db, query)
        statement = text(_TITLES.format(conditions=of_sessions(filters))).columns(**_READ_TITLES)
        values = values_of(filters) | {"words": as_tsquery(words), "limit": limit}
        rows = db.execute(statement, values) if words else ()
        return [_hit(row, words, ("title",)) for row in rows]

    def sessions(self, db: Session, query: str) -> list[str]:
        """Look by both indexes."""
        words = _parts(db, query)
        return list(db.execute(_SESSIONS, {"words": as_tsquery(words)}).scalars()) if words else []

    def said(self, db: Session, query: str, limit: int, *, session: str, tool: str) -> list[int]:
        """Look in questions only, which have the weight A."""
        words = _parts(db, query)
        values = {"words": as_tsquery(words, every=True, weight="A"), "session": session, "tool": json.dumps(tool)}
        return [row.id for row in _newest(db, _SAID, values, None, limit, bool)] if words else []


def _newest(
    db: Session, conditions: str, values: dict[str, Any], before: int | None, limit: int, stale: Callable[[], bool]
) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    top = before or int(db.execute(_TOP).scalar_one())
    near = max(0, top - _WINDOW)
    for matching, first, last in ((NEAR, near, top), (FAR, 0, near)):
        if first == last or len(rows) == limit or stale():
            continue
        if matching is FAR:
            db.execute(text(BY_INDEX))
        statement = text(_TURNS.format(matching=matching, conditions=conditions)).columns(**_READ_TURNS)
        rows += db.execute(statement, values | {"from": first, "before": last, "limit": limit - len(rows)})
    return rows


def as_tsquery(words: Sought, *, every: bool = False, weight: str = "") -> str:
    """Return a query for each of the words, of the last one or of `every` one at least for its beginning.

    `words` has for each word its parts, which must follow one another; they hold nothing but letters and digits.
    """
    return " & ".join(_phrases(words, every=every, weight=weight))


def _phrases(words: Sought, *, every: bool, weight: str) -> Iterator[str]:
    for number, parts in enumerate(words, 1):
        begun = "*" if every or number == len(words) else ""
        labels = [weight] * (len(parts) - 1) + [begun + weight]
        yield "(" + " <-> ".join(f"'{part}':{label}" if label else f"'{part}'" for part, label in zip(
            parts, labels, strict=True
        )) + ")"  # fmt: skip


def _parts(db: Session, query: str) -> Sought:
    typed = query.replace("\0", " ").encode("utf-8", "replace").decode().split()
    found: dict[int, list[str]] = {}
    for number, lexeme in db.execute(_PARTS, {"typed": typed}) if typed else ():
        found.setdefault(number, []).append(lexeme)
    return list(found.values())


def _hit(row: Row[Any], words: Sought, columns: tuple[str, ...]) -> Hit:
    values = row._mapping
    return Hit(
        session=values["session_id"],
        title=values["title"],
        turn=values.get("index", 0),
        started_at=values["started_at"],
        snippet=snippet([values[column] for column in columns], words),
        position=values.get("id", 0),
    )
