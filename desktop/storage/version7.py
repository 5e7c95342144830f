"""Version 7 of the schema: who answered each turn, now that several may within a session. Released: never edit it."""

from __future__ import annotations

from desktop.storage.migration import Migration

VERSION_7 = Migration("speakers", ("ALTER TABLE turn ADD COLUMN persona TEXT NOT NULL DEFAULT ''",))
