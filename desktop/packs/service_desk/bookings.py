"""Appointments: free times, booking, moving, cancelling. However many write at once, no half hour is given twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from desktop.packs.service_desk.calendar_sync import CalendarSync
from desktop.packs.service_desk.calendars import DeskCalendar
from desktop.packs.service_desk.errors import DeskError, SlotTakenError
from desktop.packs.service_desk.records import Appointment
from desktop.packs.service_desk.slots import HORIZON, Taken, free_bay, free_starts, is_busy
from desktop.packs.service_desk.tables import AppointmentRow, AppointmentState, CustomerRow, TakenRow, VehicleRow
from desktop.packs.service_desk.validation import plain_line
from desktop.packs.service_desk.workshop import Workshop, cells
from desktop.storage.database import Database

_WEEK = timedelta(days=7)
_LONGEST_REASON = 200
_ASK = "ask for free slots"


class Bookings:
    """The appointments in an open database. All methods raise DatabaseError."""

    def __init__(
        self, database: Database, workshop: Workshop, now: Callable[[], datetime], calendar: DeskCalendar
    ) -> None:
        self._database = database
        self._workshop = workshop
        self._now = now
        self._busy = calendar.busy
        self._sync = CalendarSync(database, calendar, now)

    def free_slots(
        self, service: str, first: date, limit: int, fits: Callable[[datetime], bool] = lambda _: True
    ) -> list[datetime]:
        """Up to `limit` times from a day on when a service can begin, the earliest first, of those that `fits`.

        Raises DeskError when there is no such service.
        """
        length, now = self._workshop.service(service).length, self._now()
        day, end, found = max(first, now.date()), now.date() + HORIZON, list[datetime]()
        with self._database.read() as db:
            while day < end and len(found) < limit:
                found += self._free(db, day, min(day + _WEEK, end), length, now, fits)
                day += _WEEK
        return found[:limit]

    def book(self, customer: int, vehicle: int, service: str, start: datetime) -> Appointment:
        """Give a customer's vehicle that time. Raises SlotTakenError, DeskError."""
        work = self._workshop.service(service)
        self._check_time(start, work.length)
        with self._booking() as db:
            _check_owner(db, customer, vehicle)
            row = AppointmentRow(
                customer_id=customer,
                vehicle_id=vehicle,
                service=work.name,
                bay=1,
                starts_at=start,
                ends_at=start + work.length,
                price=work.price,
            )
            self._take(db, row)
            assert row.id is not None
            number = row.id
            self._sync.note(db, number)
        return self._settled(number)

    def reschedule(self, appointment: int, start: datetime) -> Appointment:
        """Move an appointment that is still to come; at once or not at all. Raises SlotTakenError, DeskError."""
        with self._booking() as db:
            row = self._booked(db, appointment)
            length = row.ends_at - row.starts_at
            self._check_time(start, length)
            _give_back(db, appointment)
            row.starts_at, row.ends_at = start, start + length
            self._take(db, row)
            self._sync.note(db, appointment)
        return self._settled(appointment)

    def cancel(self, appointment: int, reason: str) -> Appointment:
        """Call an appointment off that is still to come. Raises DeskError, also when no reason is given."""
        why = plain_line(reason)[:_LONGEST_REASON]
        if not why:
            raise DeskError("the reason is missing", advice="ask the customer why")
        with self._booking() as db:
            row = self._booked(db, appointment)
            row.state, row.reason = AppointmentState.CANCELLED.value, why
            db.add(row)
            _give_back(db, appointment)
            self._sync.note(db, appointment)
        return self._settled(appointment)

    def get(self, appointment: int) -> Appointment:
        """The appointment of that number. Raises DeskError."""
        with self._database.read() as db:
            found = db.exec(_select().where(AppointmentRow.id == appointment)).first()
            if found is None:
                raise DeskError(
                    f"there is no appointment {appointment}", advice="look the customer's appointments up"
                )
            return _appointment(*found)

    def upcoming(
        self, customer: int | None = None, day: date | None = None, limit: int = 10
    ) -> Sequence[Appointment]:
        """Up to `limit` booked appointments from now on, the next one first: all, a customer's, a day's, or both."""
        query = _select().where(AppointmentRow.state == AppointmentState.BOOKED.value)
        query = query.where(AppointmentRow.starts_at >= self._now())
        if customer is not None:
            query = query.where(AppointmentRow.customer_id == customer)
        if day is not None:
            first, last = datetime.combine(day, time.min), datetime.combine(day, time.max)
            query = query.where(AppointmentRow.starts_at >= first, AppointmentRow.starts_at <= last)
        with self._database.read() as db:
            return [_appointment(*row) for row in db.exec(query.order_by(col(AppointmentRow.starts_at)).limit(limit))]

    def _settled(self, appointment: int) -> Appointment:
        """An appointment that was just changed, once the calendar was told of it, or could not be."""
        untold = self._sync.settle(appointment)
        if not untold:
            self._sync.catch_up()
        return replace(self.get(appointment), untold=untold)

    def _free(
        self,
        db: Session,
        first: date,
        end: date,
        length: timedelta,
        now: datetime,
        fits: Callable[[datetime], bool],
    ) -> Iterator[datetime]:
        taken, busy = (
            _taken(db, datetime.combine(first, time()), datetime.combine(end, time())),
            self._busy(first, end),
        )
        for number in range((end - first).days):
            for start in free_starts(self._workshop, first + timedelta(days=number), length, taken, busy):
                if start > now and fits(start):
                    yield start

    def _check_time(self, start: datetime, length: timedelta) -> None:
        now, day = self._now(), start.date()
        if start <= now:
            raise DeskError("that time has passed", advice=_ASK)
        if day >= now.date() + HORIZON:
            raise DeskError(f"nothing can be booked more than {HORIZON.days} days ahead", advice=_ASK)
        self._workshop.check_start(start, length)
        if is_busy(self._busy(day, day + timedelta(days=1)), start, length):
            raise SlotTakenError("nobody works at that time", advice=_ASK)

    def _take(self, db: Session, row: AppointmentRow) -> None:
        length = row.ends_at - row.starts_at
        taken = _taken(db, row.starts_at, row.ends_at)
        bay = free_bay(taken, self._workshop.bays, row.starts_at, length, liked=row.bay)
        if bay is None:
            raise SlotTakenError("that time is taken", advice=_ASK)
        row.bay = bay
        db.add(row)
        db.flush()
        assert row.id is not None
        for cell in cells(row.starts_at, length):
            db.add(TakenRow(starts_at=cell, bay=bay, appointment_id=row.id, vehicle_id=row.vehicle_id))
        db.flush()

    def _booked(self, db: Session, appointment: int) -> AppointmentRow:
        row = db.get(AppointmentRow, appointment)
        if row is None:
            raise DeskError(f"there is no appointment {appointment}", advice="look the customer's appointments up")
        if row.state != AppointmentState.BOOKED or row.starts_at <= self._now():
            state = row.state if row.state != AppointmentState.BOOKED else "past"
            raise DeskError(f"the appointment {appointment} is {state} already", advice="book a new one")
        return row

    @contextmanager
    def _booking(self) -> Iterator[Session]:
        """A session that has the file to itself, see `Database.write`; the keys of `taken` have the last word."""
        try:
            with self._database.write() as db:
                yield db
        except IntegrityError as error:
            raise SlotTakenError("that vehicle has an appointment at that time already", advice=_ASK) from error


def _taken(db: Session, start: datetime, end: datetime) -> Taken:
    found: dict[datetime, set[int]] = defaultdict(set)
    for at, bay in db.exec(
        select(TakenRow.starts_at, TakenRow.bay).where(TakenRow.starts_at >= start, TakenRow.starts_at < end)
    ):
        found[at].add(bay)
    return found


def _give_back(db: Session, appointment: int) -> None:
    db.execute(delete(TakenRow).where(col(TakenRow.appointment_id) == appointment))


def _check_owner(db: Session, customer: int, vehicle: int) -> None:
    row = db.get(VehicleRow, vehicle)
    if row is None or row.customer_id != customer:
        message = f"customer {customer} has no vehicle {vehicle}"
        raise DeskError(message, advice="look the customer up: their vehicles are listed")


def _select() -> Select[AppointmentRow, CustomerRow, VehicleRow]:
    return (
        select(AppointmentRow, CustomerRow, VehicleRow)
        .join(CustomerRow, col(CustomerRow.id) == AppointmentRow.customer_id)
        .join(VehicleRow, col(VehicleRow.id) == AppointmentRow.vehicle_id)
    )


def _appointment(row: AppointmentRow, customer: CustomerRow, vehicle: VehicleRow) -> Appointment:
    assert row.id is not None
    return Appointment(
        id=row.id,
        customer=row.customer_id,
        customer_name=f"{customer.given_name} {customer.family_name}",
        vehicle=row.vehicle_id,
        vehicle_name=f"{vehicle.year} {vehicle.maker} {vehicle.model}",
        service=row.service,
        bay=row.bay,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        price=row.price,
        state=AppointmentState(row.state),
        reason=row.reason,
    )
