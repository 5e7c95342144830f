"""Keeps a calendar like the appointments. The desk's own book is right; the calendar follows.

That an appointment changed is noted in the transaction that changes it, so nothing is forgotten if the server is away
or Sotto ends. What could not be written stays due, with its reason, until it can. An entry that somebody changed in
the calendar is never written over unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from desktop.packs.service_desk.calendars import CalendarError, ChangedError, DeskCalendar, Entry, Found
from desktop.packs.service_desk.slots import HORIZON
from desktop.packs.service_desk.tables import (
    AppointmentRow,
    AppointmentState,
    CalendarEntryRow,
    CustomerRow,
    VehicleRow,
)
from desktop.storage.database import Database

_MOST_SENT = 20
_SOMEBODY = "somebody"
"""What a problem begins with that only people can solve."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where book and calendar are not the same."""

    appointment: int
    what: str
    """In words for people."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the calendar is to have of an appointment."""

    entry: Entry
    booked: bool
    version: int
    stamp: str
    sent: Sequence[str]


class CalendarSync:
    """The entries of one desk. All methods raise DatabaseError."""

    def __init__(self, database: Database, calendar: DeskCalendar, now: Callable[[], datetime]) -> None:
        self._database, self._calendar, self._now = database, calendar, now

    def note(self, db: Session, appointment: int) -> None:
        """Note that the calendar is to follow an appointment, in the transaction that changes it."""
        if not self._calendar.keeps_appointments:
            return
        row = db.get(CalendarEntryRow, appointment) or CalendarEntryRow(appointment_id=appointment)
        row.version, row.due, row.problem = row.version + 1, True, ""
        db.add(row)

    def settle(self, appointment: int, *, overwrite: bool = False) -> str:
        """Tell the calendar of an appointment now; return why it could not be told, empty when it was.

        With `overwrite` also when somebody changed the entry.
        """
        wish = self._wish(appointment)
        if wish is None or not self._calendar.keeps_appointments:
            return ""
        try:
            stamp = self._tell(wish, overwrite=overwrite)
        except CalendarError as error:
            self._write(wish, problem=str(error))
            return str(error)
        self._write(wish, stamp=stamp)
        return ""

    def catch_up(self) -> None:
        """Tell the calendar, which can be reached, of one appointment that it was not told of before.

        Those whose entry somebody changed wait for people.
        """
        query = select(CalendarEntryRow.appointment_id).where(col(CalendarEntryRow.due))
        query = query.where(~col(CalendarEntryRow.problem).startswith(_SOMEBODY)).limit(1)
        with self._database.read() as db:
            waiting = db.exec(query).first()
        if waiting is not None:
            self.settle(waiting)

    def settle_all(self, *, overwrite: bool = False) -> tuple[int, Sequence[Difference]]:
        """Tell the calendar of all that is due; return how many it was told of, and what is left.

        Stops when the calendar cannot be reached. With `overwrite` also entries that are otherwise in the calendar
        become what the book has.
        """
        numbers = {left.appointment for left in self.due()}
        if overwrite:
            numbers |= {one.appointment for one in self.differences()}
            self._take_out_unknown()
        told = 0
        for number in sorted(numbers):
            if self._book(number) is not None:
                told += not self.settle(number, overwrite=overwrite)
        return told, self.due()

    def forget(self) -> None:
        """Nothing of the appointments is in the calendar any more, and nothing is to be told."""
        with self._database.write() as db:
            db.execute(delete(CalendarEntryRow))

    def due(self) -> Sequence[Difference]:
        """What the calendar has not been told of yet, and why."""
        query = (
            select(CalendarEntryRow).where(col(CalendarEntryRow.due)).order_by(col(CalendarEntryRow.appointment_id))
        )
        with self._database.read() as db:
            return [Difference(row.appointment_id, row.problem or "not told yet") for row in db.exec(query)]

    def differences(self) -> Sequence[Difference]:
        """Compare the appointments to come with the calendar. Raises CalendarError."""
        today = self._now().date()
        there = {one.entry.appointment: one for one in self._calendar.entries(today, today + HORIZON)}
        book = self._upcoming()
        found = [Difference(number, _differing(entry, there.get(number))) for number, entry in book.items()]
        extra = [Difference(number, "in the calendar, not in the book") for number in there.keys() - book.keys()]
        return sorted((one for one in [*found, *extra] if one.what), key=lambda one: one.appointment)

    def _tell(self, wish: _Wish, *, overwrite: bool) -> str:
        """Bring the entry to what it is to be; return its stamp, empty when it is gone. Raises CalendarError."""
        number, stamp = wish.entry.appointment, wish.stamp
        try:
            return self._try(wish, stamp)
        except ChangedError:
            there = self._calendar.find(number)
            # an answer that never came leaves what Sotto sent itself: that is nobody's change
            if there is not None and (overwrite or there.entry.when in (*wish.sent, wish.entry.when)):
                return self._try(wish, there.stamp)
            if there is None and (overwrite or not wish.booked):
                return self._try(wish, "")
            raise ChangedError(_changed(number, there), advice="`sotto desk calendar sync --overwrite`") from None

    def _try(self, wish: _Wish, stamp: str) -> str:
        if wish.booked:
            self._sending(wish)
            return self._calendar.put(wish.entry, stamp)
        if stamp or wish.sent:
            self._calendar.remove(wish.entry.appointment, stamp)
        return ""

    def _wish(self, appointment: int) -> _Wish | None:
        with self._database.read() as db:
            row = db.get(CalendarEntryRow, appointment)
        entry = self._book(appointment)
        if entry is None:
            return None
        booked, what = entry
        sent = row.sent.split() if row else []
        return _Wish(what, booked, row.version if row else 0, row.stamp if row else "", sent)

    def _book(self, appointment: int) -> tuple[bool, Entry] | None:
        with self._database.read() as db:
            found = db.exec(_SELECT.where(AppointmentRow.id == appointment)).first()
        return None if found is None else (found[0].state == AppointmentState.BOOKED, _entry(*found))

    def _upcoming(self) -> dict[int, Entry]:
        query = _SELECT.join(CalendarEntryRow, col(CalendarEntryRow.appointment_id) == AppointmentRow.id)
        query = query.where(
            AppointmentRow.state == AppointmentState.BOOKED.value, AppointmentRow.starts_at > self._now()
        )
        with self._database.read() as db:
            return {entry.appointment: entry for entry in (_entry(*row) for row in db.exec(query))}

    def _take_out_unknown(self) -> None:
        today, book = self._now().date(), self._upcoming()
        for one in self._calendar.entries(today, today + HORIZON):
            if one.entry.appointment not in book and one.entry.start > self._now():
                self._calendar.remove(one.entry.appointment, "")

    def _sending(self, wish: _Wish) -> None:
        """Note what is about to be sent: whether it arrives may never be known."""
        with self._database.write() as db:
            row = db.get(CalendarEntryRow, wish.entry.appointment) or CalendarEntryRow(
                appointment_id=wish.entry.appointment, version=wish.version
            )
            row.sent = " ".join([*wish.sent[-_MOST_SENT:], wish.entry.when])
            db.add(row)

    def _write(self, wish: _Wish, *, stamp: str | None = None, problem: str = "") -> None:
        """Keep what became of it; it is done only if the appointment did not change meanwhile."""
        mine = update(CalendarEntryRow).where(col(CalendarEntryRow.appointment_id) == wish.entry.appointment)
        with self._database.write() as db:
            if stamp is None:
                db.execute(mine.values(problem=problem))
                return
            db.execute(mine.values(stamp=stamp, sent=wish.entry.when if stamp else ""))
            db.execute(mine.where(col(CalendarEntryRow.version) == wish.version).values(due=False, problem=""))


_SELECT = (
    select(AppointmentRow, CustomerRow, VehicleRow)
    .join(CustomerRow, col(CustomerRow.id) == AppointmentRow.customer_id)
    .join(VehicleRow, col(VehicleRow.id) == AppointmentRow.vehicle_id)
)


def _entry(row: AppointmentRow, customer: CustomerRow, vehicle: VehicleRow) -> Entry:
    assert row.id is not None
    summary = f"{row.service}: {customer.given_name} {customer.family_name}"
    about = f"{vehicle.year} {vehicle.maker} {vehicle.model}, {vehicle.plate}; bay {row.bay}; {customer.phone}"
    return Entry(row.id, row.starts_at, row.ends_at, summary, about)


def _differing(entry: Entry, there: Found | None) -> str:
    if there is None:
        return "not in the calendar"
    return "" if there.entry.when == entry.when else f"in the calendar at {there.entry.start:%Y-%m-%d %H:%M}"


def _changed(number: int, there: Found | None) -> str:
    if there is None:
        return f"{_SOMEBODY} took appointment {number} out of the calendar"
    return f"{_SOMEBODY} changed appointment {number} in the calendar, to {there.entry.start:%Y-%m-%d %H:%M}"
