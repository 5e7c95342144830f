"""Whom to remind of an appointment, one after another, and what became of each call. Nobody is called twice.

A call is claimed before it begins. One that is never ended, because Sotto was, stays claimed until somebody says what
became of it: the customer may have been spoken to.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from desktop.packs.service_desk.bookings import Bookings
from desktop.packs.service_desk.calls import REMIND_WITHIN
from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.records import Appointment
from desktop.packs.service_desk.tables import AppointmentRow, AppointmentState, ReminderRow
from desktop.storage.database import Database

_YES = re.compile(r"\b(yes|yeah|yep|sure|of course|i['’]?ll be there|i will be there|i will come|see you)\b")  # noqa: RUF001
_NO = re.compile(r"\b(no|not|but|can['’]?t|cannot|won['’]?t|move|cancel|another|different|wrong)\b")  # noqa: RUF001


class Outcome(enum.StrEnum):
    """What became of a reminder call."""

    REACHED = "reached"
    """Somebody was spoken to, and nothing was decided."""
    CONFIRMED = "confirmed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One call, or one under way."""

    appointment: int
    starts_at: datetime
    """What it was about."""
    began_at: datetime
    outcome: Outcome | None
    """None until it is known."""
    session: str
    """The conversation that it was; empty where none was held."""
    attempts: int


class Reminders:
    """The calls of one desk. All methods raise DatabaseError."""

    def __init__(self, database: Database, bookings: Bookings, now: Callable[[], datetime]) -> None:
        self._database, self._bookings, self._now = database, bookings, now

    def due(self, limit: int = 50, *, again: bool = False) -> Sequence[Appointment]:
        """Up to `limit` appointments to remind of, the next one first; with `again` also those where nobody answered.

        They begin within two days. Left out is who was called about the appointment within the last two: moving it
        in such a call is no reason for another.
        """
        now = self._now()
        lately = select(ReminderRow.appointment_id).where(ReminderRow.began_at > now - REMIND_WITHIN)
        if again:
            lately = lately.where(ReminderRow.outcome != Outcome.NO_ANSWER.value)
        query = select(AppointmentRow.id).where(
            AppointmentRow.state == AppointmentState.BOOKED.value,
            AppointmentRow.starts_at > now,
            AppointmentRow.starts_at <= now + REMIND_WITHIN,
            col(AppointmentRow.id).not_in(lately),
        )
        with self._database.read() as db:
            numbers = db.exec(
                query.order_by(col(AppointmentRow.starts_at), col(AppointmentRow.id)).limit(limit)
            ).all()
        return [self._bookings.get(number) for number in numbers if number is not None]

    def claim(self, appointment: Appointment, *, again: bool = False) -> bool:
        """Begin a call; False when somebody else calls, or has called, or it is no longer due."""
        with self._database.write() as db:
            booked = db.get(AppointmentRow, appointment.id)
            if booked is None or booked.state != AppointmentState.BOOKED or booked.starts_at != appointment.starts_at:
                return False
            row = db.get(ReminderRow, (appointment.id, appointment.starts_at))
            if row is not None and not (again and row.outcome == Outcome.NO_ANSWER):
                return False
            attempts = row.attempts + 1 if row is not None else 1
            now, at = self._now(), appointment.starts_at
            row = row or ReminderRow(appointment_id=appointment.id, starts_at=at, began_at=now)
            row.began_at, row.ended_at, row.outcome, row.attempts = now, None, "", attempts
            db.add(row)
        return True

    def release(self, appointment: Appointment) -> None:
        """Take a claim back: nobody was called."""
        with self._database.write() as db:
            row = db.get(ReminderRow, (appointment.id, appointment.starts_at))
            if row is None or row.outcome:
                return
            if row.attempts > 1:
                row.attempts, row.ended_at, row.outcome = row.attempts - 1, self._now(), Outcome.NO_ANSWER.value
                db.add(row)
            else:
                db.delete(row)

    def end(self, appointment: Appointment, outcome: Outcome, session: str = "") -> None:
        """Record what became of a call that was claimed. Raises DeskError when it was not."""
        with self._database.write() as db:
            row = db.get(ReminderRow, (appointment.id, appointment.starts_at))
            if row is None:
                raise _unknown(appointment.id)
            _end(db, row, outcome, session, self._now())

    def record(self, appointment: int, outcome: Outcome) -> None:
        """Say what became of the newest call about an appointment. Raises DeskError when there was none."""
        query = select(ReminderRow).where(ReminderRow.appointment_id == appointment)
        with self._database.write() as db:
            row = db.exec(query.order_by(col(ReminderRow.began_at).desc()).limit(1)).first()
            if row is None:
                raise _unknown(appointment)
            _end(db, row, outcome, row.session, self._now())

    def calls(self, limit: int = 200) -> Sequence[Reminder]:
        """The calls so far, the newest first."""
        query = select(ReminderRow).order_by(col(ReminderRow.began_at).desc(), col(ReminderRow.appointment_id).desc())
        with self._database.read() as db:
            return [_reminder(row) for row in db.exec(query.limit(limit))]

    def judge(self, before: Appointment, said: Sequence[str]) -> Outcome:
        """What a call came to, by the book as it is now and what the customer said, in order; nothing: no answer."""
        now = self._bookings.get(before.id)
        if now.state is AppointmentState.CANCELLED:
            return Outcome.CANCELLED
        if now.starts_at != before.starts_at:
            return Outcome.MOVED
        if not any(text.strip() for text in said):
            return Outcome.NO_ANSWER
        return Outcome.CONFIRMED if confirms(said) else Outcome.REACHED


def confirms(said: Sequence[str]) -> bool:
    """Whether a customer's last clear word is a yes without a but. English only."""
    for text in reversed(said):
        words = text.casefold()
        if _NO.search(words):
            return False
        if _YES.search(words):
            return True
    return False


def _end(db: Session, row: ReminderRow, outcome: Outcome, session: str, at: datetime) -> None:
    row.outcome, row.session, row.ended_at = outcome.value, session, at
    db.add(row)


def _reminder(row: ReminderRow) -> Reminder:
    outcome = Outcome(row.outcome) if row.outcome else None
    return Reminder(row.appointment_id, row.starts_at, row.began_at, outcome, row.session, row.attempts)


def _unknown(appointment: int) -> DeskError:
    advice = "`sotto desk reminders list` shows the calls"
    return DeskError(f"there was no reminder call about appointment {appointment}", advice=advice)
