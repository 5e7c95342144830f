"""Types of columns that SQLAlchemy lacks: times on the workshop's wall, and money."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Dialect, Integer, Text, TypeDecorator

CENT = Decimal("0.01")
_FORMAT = "%Y-%m-%dT%H:%M"


class WallTime(TypeDecorator[datetime]):
    """A time of day at one place, to the minute, as text whose order is that of time. It has no zone."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write it. Raises ValueError for a time with a zone, which would be some other place's."""
        if value is not None and value.tzinfo is not None:
            raise ValueError("the time on the wall has no zone")
        return None if value is None else value.strftime(_FORMAT)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read it back."""
        return None if value is None else datetime.strptime(value, _FORMAT)


class Money(TypeDecorator[Decimal]):
    """An amount kept as whole cents, so that sums are exact: SQLite has no decimals."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Write cents. Raises ValueError for what is not a whole number of them."""
        if value is None:
            return None
        if value != value.quantize(CENT):
            raise ValueError("an amount has whole cents")
        return int(value.scaleb(2))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Read it back."""
        return None if value is None else Decimal(value).scaleb(-2)
