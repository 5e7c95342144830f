"""Which half hours of which bays are free. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from desktop.packs.service_desk.workshop import Workshop, cells

Taken = Mapping[datetime, Collection[int]]
"""The bays that are taken in each half hour; what is not listed is free."""
Span = tuple[datetime, datetime]
"""From and until, on the workshop's wall."""

HORIZON = timedelta(days=60)
"""How far ahead one can book."""


def free_bay(taken: Taken, bays: int, start: datetime, length: timedelta, liked: int = 1) -> int | None:
    """A bay that is free all the time, `liked` if possible; None when none is."""
    used = {bay for cell in cells(start, length) for bay in taken.get(cell, ())}
    order = [liked, *(bay for bay in range(1, bays + 1) if bay != liked)]
    return next((bay for bay in order if bay not in used and bay <= bays), None)


def is_busy(busy: Sequence[Span], start: datetime, length: timedelta) -> bool:
    """Whether work of that length would meet a busy time."""
    return any(begin < start + length and start < end for begin, end in busy)


def free_starts(
    workshop: Workshop, day: date, length: timedelta, taken: Taken, busy: Sequence[Span]
) -> Iterator[datetime]:
    """When work of that length can begin on a day, the earliest first."""
    for start in workshop.starts(day, length):
        if not is_busy(busy, start, length) and free_bay(taken, workshop.bays, start, length) is not None:
            yield start
