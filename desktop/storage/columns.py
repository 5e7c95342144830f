"""Types of columns that SQLAlchemy lacks, and the tables behind the row classes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, Table, Text, TypeDecorator
from sqlmodel import SQLModel

from desktop.storage.any_text import escaped, restored

TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
"""Fixed width, so that text order is time order."""


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime kept as ISO 8601 text in UTC."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write UTC text. Raises ValueError for a time without a zone, whose instant nobody knows."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a time zone")
        return value.astimezone(UTC).strftime(TIME_FORMAT)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read it back as an aware datetime in UTC."""
        return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class AnyText(TypeDecorator[str]):
    """Text of people and models: whatever Python holds comes out as it went in, NUL and lone surrogates too."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write what the database can hold."""
        return None if value is None else escaped(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Read it back."""
        return None if value is None else restored(value)


def table_of(row: type[SQLModel]) -> Table:
    """Return the table of a row class, for statements over many rows at once."""
    table: Table = row.__table__  # type: ignore[attr-defined]
    return table
