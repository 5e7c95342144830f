"""Fills a desk with customers to rehearse with: made up, consistent, the same for the same seed and day."""

from __future__ import annotations

import random
from dataclasses import dataclass

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from desktop.errors import UsageError
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.made_people import MOST_CUSTOMERS, Values, make_customers, make_vehicles
from desktop.packs.service_desk.made_work import make_work
from desktop.packs.service_desk.tables import (
    AppointmentRow,
    CustomerRow,
    DeskTable,
    ServiceRecordRow,
    TakenRow,
    VehicleRow,
)

_TABLES = (ServiceRecordRow, TakenRow, AppointmentRow, VehicleRow, CustomerRow)
"""Those first that refer to others."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many of each."""

    customers: int = 10_000
    vehicles: int = 16_000
    appointments: int = 8_000

    @classmethod
    def for_customers(cls, customers: int) -> Amounts:
        """As many of the others as belong to so many customers. Raises UsageError."""
        if not 1 <= customers <= MOST_CUSTOMERS:
            raise UsageError(f"{customers:,} customers cannot be made", advice=f"ask for 1 to {MOST_CUSTOMERS:,}")
        return cls(customers, customers * 8 // 5, customers * 4 // 5)


USUAL = Amounts()


@dataclass(frozen=True, slots=True)
class Made:
    """What a desk was filled with."""

    customers: int
    vehicles: int
    appointments: int
    service_records: int


def generate(desk: Desk, seed: int, amounts: Amounts = USUAL, *, replace: bool = False) -> Made:
    """Fill a desk, all or nothing. With `replace` what it holds is deleted first.

    Raises UsageError when it holds something and is not to be replaced, DatabaseError.
    """
    rng, now = random.Random(seed), desk.now()
    customers = make_customers(rng, amounts.customers, now.date())
    vehicles = make_vehicles(rng, customers, amounts.vehicles, now.date())
    work = make_work(rng, vehicles, desk.workshop, amounts.appointments, now)
    with desk.database().write() as db:
        if db.exec(select(col(CustomerRow.id)).limit(1)).first() is not None:
            if not replace:
                raise UsageError(
                    "the desk has customers already", advice="`--force` deletes them and all else it has"
                )
            for table in _TABLES:
                db.execute(delete(table))
        _fill(db, CustomerRow, customers)
        _fill(db, VehicleRow, [vehicle.row for vehicle in vehicles])
        _fill(db, AppointmentRow, work.appointments)
        _fill(db, TakenRow, work.taken)
        _fill(db, ServiceRecordRow, work.records)
    return Made(len(customers), len(vehicles), len(work.appointments), len(work.records))


def _fill(db: Session, table: type[DeskTable], rows: list[Values]) -> None:
    if rows:
        db.execute(insert(table), rows)
