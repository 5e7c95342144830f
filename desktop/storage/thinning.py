"""Which backups stay when there are many: all ages, the old ones far apart."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime

_PERIODS: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
    (7, lambda at: at.date()),
    (4, lambda at: at.isocalendar()[:2]),
    (6, lambda at: (at.year, at.month)),
)
"""How many days, weeks and months keep their newest backup, and what tells them apart."""


def to_keep(times: Iterable[datetime]) -> set[datetime]:
    """Return the times, all in one zone, of the backups that stay.

    That is the newest of each of the last 7 days, 4 weeks and 6 months that have one: at most 17, and always the
    newest. What would stay of these is they themselves.
    """
    newest_first = sorted(set(times), reverse=True)
    kept: set[datetime] = set()
    for count, period in _PERIODS:
        newest: dict[Hashable, datetime] = {}
        for at in newest_first:
            newest.setdefault(period(at), at)
        kept.update(list(newest.values())[:count])
    return kept
