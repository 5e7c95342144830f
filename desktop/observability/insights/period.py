"""A period looked back at: what its turns came to, day by day and by settings, and what could be better. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.observability.insights.facts import Facts, Figures, Insight


@dataclass(frozen=True, slots=True)
class Day:
    """The turns of one day."""

    date: str
    """As 2026-11-22, in this machine's time zone."""
    turns: int
    p50: float | None
    """Milliseconds that the user waited in half of them; None where no reply was heard."""
    p95: float | None


@dataclass(frozen=True, slots=True)
class Ran:
    """The turns that ran under the same settings."""

    key: str
    """Of the settings; empty for turns of which it was not kept."""
    values: Mapping[str, Any]
    """Those that are not the usual ones."""
    first: datetime
    last: datetime
    figures: Figures


@dataclass(frozen=True, slots=True)
class Period:
    """All that is told of it."""

    since: datetime
    until: datetime
    """Aware; not in it."""
    facts: Facts
    found: Sequence[Insight]
    days: Sequence[Day]
    ran: Sequence[Ran]


def differing(ran: Sequence[Ran]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each setting in which some differ, with the value that each has."""
    for path in sorted({path for one in ran for path in one.values}):
        values = tuple(_value(one, path) for one in ran)
        if len(set(values)) > 1:
            yield path, values


def _value(ran: Ran, path: str) -> str:
    if not ran.key:
        return "?"
    value = ran.values.get(path, "usual")
    return str(value).lower() if isinstance(value, bool) else str(value)
