"""Version 6 of the schema: which LoRA adapter the language model answered with. Released: never edit it."""

from __future__ import annotations

from desktop.storage.migration import Migration

VERSION_6 = Migration(
    "adapters",
    (
        "ALTER TABLE turn ADD COLUMN adapter TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE turn ADD COLUMN adapter_scale REAL",
    ),
)
