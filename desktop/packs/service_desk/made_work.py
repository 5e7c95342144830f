"""Made-up appointments, the half hours that they take, and what was done. The same seed makes the same. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from desktop.packs.service_desk import stock
from desktop.packs.service_desk.made_people import Driven, Values
from desktop.packs.service_desk.tables import AppointmentState
from desktop.packs.service_desk.workshop import CELL, Service, Workshop, cells

_AHEAD = 40
"""Working days for which there are appointments already, fewer from day to day."""
_FULL, _LAST_FULL = 0.8, 0.08
"""Shares of the workshop's time that are taken: so far, and on the last of these days."""
_MOST_AHEAD = 0.2
"""Share of all appointments that are still to come."""
_FURTHEST_BACK = timedelta(days=5 * 365)
_CANCELLED, _MISSED = 0.08, 0.04
_ATTEMPTS = 50


@dataclass(slots=True)
class Work:
    """Rows by table."""

    appointments: list[Values] = field(default_factory=list)
    taken: list[Values] = field(default_factory=list)
    records: list[Values] = field(default_factory=list)


def make_work(rng: random.Random, vehicles: Sequence[Driven], workshop: Workshop, count: int, now: datetime) -> Work:
    """At most so many appointments: some ahead, all others before `now`, as far back as that takes."""
    planned = [
        row
        for day, share in _days_ahead(workshop, now.date())
        for row in _day(rng, vehicles, workshop, day, share, now)
    ]
    planned = rng.sample(planned, min(len(planned), int(count * _MOST_AHEAD)))
    for day in _days_back(workshop, now.date()):
        if len(planned) >= count:
            break
        planned += _day(rng, vehicles, workshop, day, _FULL, now)
    work = Work(sorted(planned[:count], key=lambda row: (row["starts_at"], row["bay"])))
    drivers = {vehicle.row["id"]: vehicle for vehicle in vehicles}
    for number, row in enumerate(work.appointments, start=1):
        row["id"] = number
        _follow(rng, work, row, drivers[row["vehicle_id"]], now.date())
    return work


def _days_ahead(workshop: Workshop, today: date) -> Iterator[tuple[date, float]]:
    """Working days after today and how full they are."""
    day, ahead = today, 0
    while ahead < _AHEAD:
        day += timedelta(days=1)
        if workshop.is_open(day):
            ahead += 1
            yield day, _FULL + (_LAST_FULL - _FULL) * ahead / _AHEAD


def _days_back(workshop: Workshop, today: date) -> Iterator[date]:
    """Working days from today backwards."""
    for number in range(_FURTHEST_BACK.days):
        day = today - timedelta(days=number)
        if workshop.is_open(day):
            yield day


def _day(
    rng: random.Random, vehicles: Sequence[Driven], workshop: Workshop, day: date, share: float, now: datetime
) -> Iterator[Values]:
    here: set[int] = set()
    closes = datetime.combine(day, workshop.closes)
    for bay in range(1, workshop.bays + 1):
        start = datetime.combine(day, workshop.opens)
        while start < closes:
            service = rng.choice(workshop.services)
            vehicle = _somebody(rng, vehicles, day, here)
            if rng.random() >= share or start + service.length > closes or vehicle is None:
                start += CELL
                continue
            here.add(vehicle.row["id"])
            row = _appointment(rng, vehicle, service, bay, start, now)
            yield row
            if row["state"] != AppointmentState.CANCELLED:
                start += service.length


def _somebody(rng: random.Random, vehicles: Sequence[Driven], day: date, here: set[int]) -> Driven | None:
    """A vehicle that was known by that day and does not come twice on it."""
    for _ in range(_ATTEMPTS):
        vehicle = rng.choice(vehicles)
        if vehicle.row["id"] not in here and vehicle.known_on(day):
            return vehicle
    return None


def _appointment(
    rng: random.Random, vehicle: Driven, service: Service, bay: int, start: datetime, now: datetime
) -> Values:
    chance = rng.random()
    state = AppointmentState.BOOKED if start > now else AppointmentState.DONE
    if chance < _CANCELLED:
        state = AppointmentState.CANCELLED
    elif chance < _CANCELLED + _MISSED and start <= now:
        state = AppointmentState.MISSED
    return {
        "customer_id": vehicle.row["customer_id"],
        "vehicle_id": vehicle.row["id"],
        "service": service.name,
        "bay": bay,
        "starts_at": start,
        "ends_at": start + service.length,
        "price": service.price,
        "state": state.value,
        "reason": rng.choice(stock.REASONS) if state is AppointmentState.CANCELLED else "",
    }


def _follow(rng: random.Random, work: Work, row: Values, vehicle: Driven, today: date) -> None:
    """What an appointment leaves behind: half hours that are taken, and a record of what was done."""
    if row["state"] != AppointmentState.CANCELLED:
        work.taken += [
            {"starts_at": cell, "bay": row["bay"], "appointment_id": row["id"], "vehicle_id": row["vehicle_id"]}
            for cell in cells(row["starts_at"], row["ends_at"] - row["starts_at"])
        ]
    if row["state"] == AppointmentState.DONE:
        day = row["starts_at"].date()
        parts = Decimal(rng.choice((0, 0, 0, 1250, 3480, 8999))).scaleb(-2)
        work.records.append(
            {
                "vehicle_id": row["vehicle_id"],
                "appointment_id": row["id"],
                "done_on": day,
                "service": row["service"],
                "mileage": vehicle.mileage(day, today),
                "cost": row["price"] + parts,
            }
        )
