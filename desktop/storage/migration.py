"""What one step of the schema's history is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema, applied in one transaction with foreign keys off, so that tables can be rebuilt."""

    name: str
    statements: tuple[str, ...]
