"""Version 8 of the schema: which way a turn went, and why. Released: never edit it."""

from __future__ import annotations

from desktop.storage.migration import Migration

VERSION_8 = Migration(
    "routes",
    (
        "ALTER TABLE turn ADD COLUMN route TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE turn ADD COLUMN route_reason TEXT NOT NULL DEFAULT ''",
    ),
)
