from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from desktop.packs.finding import SHIPPED
from desktop.packs.manifest import read_manifest
from desktop.packs.service_desk.calendars import DeskCalendar
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.entry import desk_in
from desktop.packs.service_desk.records import Appointment, Customer
from desktop.packs.service_desk.workshop import Workshop

MONDAY = datetime(2026, 11, 23, 9, 12)
NINE, TEN = datetime(2026, 11, 24, 9), datetime(2026, 11, 24, 10)
CIVIC, CAMRY = "2HGFC2F59JH512345", "4T1B11HK5KU212345"


@dataclass
class HandClock:
    """A clock that stands until it is turned."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def workshop() -> Workshop:
    return Workshop.of(read_manifest(SHIPPED / "service_desk").data)


@pytest.fixture
def desk(tmp_path: Path, workshop: Workshop, clock: HandClock) -> Iterator[Desk]:
    """An empty desk on a Monday morning."""
    with desk_in(tmp_path / "desk", workshop, clock) as desk:
        yield desk


@pytest.fixture
def anna(desk: Desk) -> Customer:
    """A customer with two vehicles."""
    from desktop.packs.service_desk.vin import CHECK_AT, check_digit

    made = desk.customers.add("Anna", "Meyer", "(202) 555-0143", "anna@example.com")
    for vin, maker, model, year in ((CIVIC, "Honda", "Civic", 2018), (CAMRY, "Toyota", "Camry", 2019)):
        right = vin[:CHECK_AT] + check_digit(vin) + vin[CHECK_AT + 1 :]
        desk.customers.add_vehicle(made.id, right, f"8AB{year}", maker, model, year)
    return desk.customers.get(made.id)


@pytest.fixture
def book(desk: Desk, anna: Customer) -> Callable[..., Appointment]:
    """Books an oil change for Anna's first vehicle."""
    return lambda start=NINE: desk.bookings.book(anna.id, anna.vehicles[0].id, "oil change", start)


@pytest.fixture
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The workshop's wall is in New York."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def there(calendar: DeskCalendar) -> dict[int, str]:
    """Sotto's entries in the calendar, and when they begin."""
    found = calendar.entries(date(2026, 11, 23), date(2026, 12, 23))
    return {one.entry.appointment: f"{one.entry.start:%d %H:%M}" for one in found}
