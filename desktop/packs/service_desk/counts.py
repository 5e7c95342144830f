"""How much a desk holds, and whether it is consistent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.tables import (
    AppointmentRow,
    AppointmentState,
    CustomerRow,
    ServiceRecordRow,
    VehicleRow,
)

_OVERLAPS = text(
    """SELECT count(*) FROM (
         SELECT starts_at, max(ends_at) OVER (
           PARTITION BY bay ORDER BY starts_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
         ) AS until FROM appointment WHERE state <> 'cancelled'
       ) WHERE starts_at < until"""
)


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """The numbers of a desk."""

    customers: int
    vehicles: int
    appointments: Mapping[str, int]
    """By state."""
    upcoming: int
    """Booked and still to come."""
    service_records: int
    earned: Decimal
    """What all that was done cost."""
    double_booked: int
    """Appointments that begin before another one in their bay has ended: always none."""
    bytes: int
    """Of the file."""


def count_desk(desk: Desk) -> DeskCounts:
    """Count what a desk holds. Raises DatabaseError."""
    database = desk.database()
    with database.read() as db:
        states = dict(db.exec(select(AppointmentRow.state, func.count()).group_by(AppointmentRow.state)).all())
        upcoming = select(func.count()).where(
            AppointmentRow.state == AppointmentState.BOOKED.value, AppointmentRow.starts_at > desk.now()
        )
        earned = db.exec(select(func.sum(ServiceRecordRow.cost))).one()
        return DeskCounts(
            customers=_count(db, CustomerRow),
            vehicles=_count(db, VehicleRow),
            appointments={state.value: states.get(state.value, 0) for state in AppointmentState},
            upcoming=db.exec(upcoming).one(),
            service_records=_count(db, ServiceRecordRow),
            earned=earned if earned is not None else Decimal(0),
            double_booked=int(db.execute(_OVERLAPS).scalar_one()),
            bytes=desk.path.stat().st_size,
        )


def _count(db: Session, table: type[CustomerRow] | type[VehicleRow] | type[ServiceRecordRow]) -> int:
    return db.exec(select(func.count(col(table.id)))).one()
