"""Version 2 of the desk's schema. Released: never edit it."""

from __future__ import annotations

from desktop.storage.migration import Migration

VERSION_2 = Migration(
    "what the calendar has of the appointments",
    (
        """CREATE TABLE calendar_entry (
            appointment_id INTEGER PRIMARY KEY REFERENCES appointment (id) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            due INTEGER NOT NULL CHECK (due IN (0, 1)),
            stamp TEXT NOT NULL,
            sent TEXT NOT NULL,
            problem TEXT NOT NULL
        )""",
        "CREATE INDEX calendar_entry_by_due ON calendar_entry (due, appointment_id)",
    ),
)
