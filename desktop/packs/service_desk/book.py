"""All appointments at a moment: what changed since, whether any overlap, and how to bring them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlalchemy import delete
from sqlmodel import col, select

from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.tables import AppointmentRow, AppointmentState, CalendarEntryRow, TakenRow
from desktop.packs.service_desk.workshop import cells


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment, as the book has it."""

    id: int
    customer: int
    vehicle: int
    service: str
    bay: int
    starts_at: datetime
    ends_at: datetime
    state: AppointmentState
    reason: str


Book = Mapping[int, Entry]
"""By their numbers, cancelled ones among them."""
Changes = Sequence[tuple[Entry | None, Entry]]
"""What was, None where there was nothing, and what is."""


def read_book(desk: Desk) -> Book:
    """Every appointment, as it stands. Raises DatabaseError."""
    with desk.database().read() as db:
        return {row.id: _entry(row) for row in db.exec(select(AppointmentRow)) if row.id is not None}


def _entry(row: AppointmentRow) -> Entry:
    assert row.id is not None
    return Entry(
        row.id,
        row.customer_id,
        row.vehicle_id,
        row.service,
        row.bay,
        row.starts_at,
        row.ends_at,
        AppointmentState(row.state),
        row.reason,
    )


def changes(before: Book, after: Book) -> Changes:
    """What is not as it was. No appointment is ever deleted."""
    return [(before.get(number), one) for number, one in sorted(after.items()) if before.get(number) != one]


def overlapping(book: Book) -> Sequence[tuple[int, int]]:
    """Pairs of booked appointments at one time in one bay, or of one vehicle: always none."""
    booked = [one for one in book.values() if one.state is AppointmentState.BOOKED]
    return [
        (one.id, other.id)
        for one, other in combinations(sorted(booked, key=lambda each: each.starts_at), 2)
        if other.starts_at < one.ends_at and (one.bay == other.bay or one.vehicle == other.vehicle)
    ]


def restore(desk: Desk, book: Book) -> None:
    """Have the book say again what it said then. Raises DatabaseError."""
    moved = changes(book, read_book(desk))
    with desk.database().write() as db:
        for _, one in moved:
            db.execute(delete(TakenRow).where(col(TakenRow.appointment_id) == one.id))
            db.execute(delete(CalendarEntryRow).where(col(CalendarEntryRow.appointment_id) == one.id))
        for before, one in moved:
            row = db.get(AppointmentRow, one.id)
            assert row is not None
            if before is None:
                db.delete(row)
                continue
            row.bay, row.starts_at, row.ends_at = before.bay, before.starts_at, before.ends_at
            row.state, row.reason = before.state.value, before.reason
            db.add(row)
            if before.state is AppointmentState.BOOKED:
                for at in cells(before.starts_at, before.ends_at - before.starts_at):
                    db.add(TakenRow(starts_at=at, bay=before.bay, appointment_id=one.id, vehicle_id=one.vehicle))
