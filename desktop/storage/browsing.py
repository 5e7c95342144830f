"""Lists conversations a page at a time, however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from desktop.storage.any_text import restored
from desktop.storage.conditions import of_sessions, values_of
from desktop.storage.database import Database
from desktop.storage.filters import Filters
from desktop.storage.listing import page_of_sessions
from desktop.storage.records import SessionRecord

# from one to the next by the index: to look at every row would take as long as there are turns
_DISTINCT = """
    WITH RECURSIVE names (name) AS (
        SELECT min({column}) FROM {table} WHERE {column} > ''
        UNION ALL
        SELECT (SELECT min({column}) FROM {table} WHERE {column} > name) FROM names WHERE name IS NOT NULL
    )
    SELECT name FROM names WHERE name IS NOT NULL LIMIT 1000
"""


class Browsing:
    """What a list of conversations shows. Every method may be called from any thread and raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sessions(self, filters: Filters, limit: int, before: SessionRecord | None = None) -> list[SessionRecord]:
        """Return up to `limit` sessions that pass, the most recently active first; the page after `before`."""
        with self._database.read() as db:
            return page_of_sessions(db, text(of_sessions(filters)), limit, before, values_of(filters))

    def personas(self) -> Sequence[str]:
        """Return the personas that there are conversations with, in alphabetical order."""
        return self._distinct("session", "persona")

    def models(self) -> Sequence[str]:
        """Return the language models that have answered, in alphabetical order."""
        return self._distinct("turn", "llm_model")

    def _distinct(self, table: str, column: str) -> list[str]:
        with self._database.read() as db:
            found = db.execute(text(_DISTINCT.format(table=table, column=column))).scalars()
            return [restored(name) for name in found]
