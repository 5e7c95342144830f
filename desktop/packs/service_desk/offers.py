"""The times that a caller was told last, so that "the second one" and "at ten" have a meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

LASTS = timedelta(minutes=20)
"""Nobody goes back to what was offered longer ago."""


class Offers:
    """What was offered in the conversation under way. It only explains words: nothing is held for anybody."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._made: tuple[datetime, tuple[datetime, ...]] = datetime.min, ()

    def make(self, times: Sequence[datetime]) -> None:
        """Offer these, in place of those before."""
        self._made = self._now(), tuple(times)

    def forget(self) -> None:
        """Nothing was offered: a conversation begins."""
        self._made = datetime.min, ()

    @property
    def times(self) -> tuple[datetime, ...]:
        """In the order in which they were told; empty when nothing was offered lately."""
        made, times = self._made
        return times if made <= self._now() <= made + LASTS else ()
