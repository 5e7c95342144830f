"""What a desk asks of a calendar, wherever that is kept, and what its appointments are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.slots import Span


class CalendarError(DeskError):
    """A calendar cannot be asked or told now."""


class ChangedError(CalendarError):
    """An entry is not as Sotto left it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An appointment as a calendar has it."""

    appointment: int
    start: datetime
    end: datetime
    """Both on the workshop's wall."""
    summary: str = ""
    description: str = ""

    @property
    def when(self) -> str:
        """What tells one time from another."""
        return f"{self.start:%Y-%m-%dT%H:%M}/{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of Sotto's that is in a calendar."""

    entry: Entry
    stamp: str
    """The server's mark of this state of it (ETag)."""


class DeskCalendar(Protocol):
    """Any thread. All methods raise CalendarError when the calendar cannot be asked or told now."""

    keeps_appointments: bool
    """Whether appointments are written into it; otherwise it is only read."""
    limit_s: float
    """How long a question to it may take; nothing where nobody has to be waited for."""

    def busy(self, first: date, end: date) -> Sequence[Span]:
        """Busy times that meet the days from `first` up to, but not including, `end`, on the wall here, in order.

        Sotto's own entries are none of them: other vehicles can be in other bays.
        """

    def put(self, entry: Entry, stamp: str) -> str:
        """Write an entry and return its stamp. An empty `stamp` means that there is none yet.

        Raises ChangedError when that is not so, or the one there has another stamp.
        """

    def remove(self, appointment: int, stamp: str) -> None:
        """Take an entry out; harmless when it is gone. Raises ChangedError as `put` does."""

    def find(self, appointment: int) -> Found | None:
        """Return an entry as it is now; None when there is none."""

    def entries(self, first: date, end: date) -> Sequence[Found]:
        """Return Sotto's own entries of these days."""

    def close(self) -> None:
        """Let go of the calendar."""


class NoCalendar:
    """Where no calendar is kept."""

    keeps_appointments = False
    limit_s = 0.0

    def busy(self, first: date, end: date) -> Sequence[Span]:  # noqa: ARG002
        """Return nothing."""
        return ()

    def put(self, entry: Entry, stamp: str) -> str:  # noqa: ARG002
        """Refuse: nothing is written into it."""
        raise CalendarError("this calendar is only read", advice="`sotto desk calendar set` or `write` chooses one")

    def remove(self, appointment: int, stamp: str) -> None:  # noqa: ARG002
        """Refuse."""
        raise CalendarError("this calendar is only read", advice="`sotto desk calendar set` or `write` chooses one")

    def find(self, appointment: int) -> Found | None:  # noqa: ARG002
        """Return nothing."""
        return None

    def entries(self, first: date, end: date) -> Sequence[Found]:  # noqa: ARG002
        """Return nothing."""
        return ()

    def close(self) -> None:
        """Do nothing."""
