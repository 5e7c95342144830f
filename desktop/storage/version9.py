"""Version 9 of the schema: what the user asked to remember. Released: never edit it."""

from __future__ import annotations

from desktop.storage.migration import Migration

VERSION_9 = Migration(
    "facts",
    (
        """CREATE TABLE fact (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            machine TEXT NOT NULL,
            text TEXT NOT NULL,
            made_at TEXT NOT NULL,
            changed_at TEXT,
            session_id TEXT NOT NULL,
            turn INTEGER NOT NULL
        )""",
        "CREATE INDEX fact_by_machine ON fact (machine, made_at, id)",
    ),
)
