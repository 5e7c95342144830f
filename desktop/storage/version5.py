"""Version 5 of the schema: which machine a session belongs to. Released: never edit it."""

from __future__ import annotations

from desktop.storage.migration import Migration

VERSION_5 = Migration("machines", ("ALTER TABLE session ADD COLUMN machine TEXT NOT NULL DEFAULT ''",))
