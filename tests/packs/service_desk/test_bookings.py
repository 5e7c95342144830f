from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.errors import DeskError, SlotTakenError
from desktop.packs.service_desk.records import Customer
from desktop.packs.service_desk.tables import AppointmentState
from desktop.packs.service_desk.workshop import Workshop
from tests.packs.service_desk.conftest import MONDAY, HandClock

TUESDAY_8 = datetime(2026, 11, 24, 8)


def hours(found: list[datetime]) -> list[str]:
    return [f"{slot:%a %H:%M}" for slot in found]


def test_free_slots_begin_after_now_and_end_before_closing(desk: Desk) -> None:
    today = desk.bookings.free_slots("brake service", MONDAY.date(), 99, lambda slot: slot.date() == MONDAY.date())
    assert hours(today)[0] == "Mon 09:30"
    assert hours(today)[-1] == "Mon 15:00", "two hours before five"
    assert len(today) == 12


def test_nobody_works_at_the_weekend_or_in_the_past(desk: Desk) -> None:
    friday = datetime(2026, 11, 27)
    found = desk.bookings.free_slots("oil change", friday.date() + timedelta(days=1), 1)
    assert hours(found) == ["Mon 08:00"]
    assert desk.bookings.free_slots("oil change", MONDAY.date() - timedelta(days=9), 1) == [
        datetime(2026, 11, 23, 9, 30)
    ]
    assert desk.bookings.free_slots("oil change", MONDAY.date() + timedelta(days=100), 1) == []


def test_a_slot_is_free_as_long_as_one_bay_is(desk: Desk, anna: Customer, workshop: Workshop) -> None:
    for number in range(workshop.bays):
        other = desk.customers.add("Otto", "Other", f"202 555 01{number:02d}")
        vin = "1M8GDM9AXKP042788" if not number else _vin(number)
        vehicle = desk.customers.add_vehicle(other.id, vin, f"P{number}", "M", "X", 1989)
        made = desk.bookings.book(other.id, vehicle.id, "oil change", TUESDAY_8)
        assert made.bay == number + 1
    with pytest.raises(SlotTakenError, match="that time is taken"):
        desk.bookings.book(anna.id, anna.vehicles[0].id, "oil change", TUESDAY_8)
    with pytest.raises(SlotTakenError):
        desk.bookings.book(anna.id, anna.vehicles[0].id, "tire change", TUESDAY_8 + timedelta(minutes=30))
    assert desk.bookings.free_slots("tire change", TUESDAY_8.date(), 1) == [TUESDAY_8 + timedelta(hours=1)]
    desk.bookings.cancel(1, "is ill")
    assert desk.bookings.book(anna.id, anna.vehicles[0].id, "oil change", TUESDAY_8).bay == 1


def _vin(serial: int) -> str:
    import random

    from desktop.packs.service_desk.made_people import make_vin

    return make_vin(random.Random(1), "1HG", 2018, serial)


@pytest.mark.parametrize(
    ("service", "start", "complaint"),
    [
        ("oil change", datetime(2026, 11, 23, 9), "has passed"),
        ("oil change", datetime(2026, 11, 28, 9), "closed on Saturdays"),
        ("oil change", datetime(2026, 11, 24, 9, 15), "on the hour or the half hour"),
        ("oil change", datetime(2026, 11, 24, 7, 30), "08:00 to 17:00"),
        ("brake service", datetime(2026, 11, 24, 16), "08:00 to 17:00"),
        ("oil change", datetime(2027, 3, 1, 9), "more than 60 days ahead"),
        ("manicure", datetime(2026, 11, 24, 9), "choose one of oil change"),
        ("change", datetime(2026, 11, 24, 9), "choose one of oil change, tire change, battery change"),
    ],
)
def test_what_cannot_be_booked_says_why(
    desk: Desk, anna: Customer, service: str, start: datetime, complaint: str
) -> None:
    with pytest.raises(DeskError) as caught:
        desk.bookings.book(anna.id, anna.vehicles[0].id, service, start)
    assert complaint in f"{caught.value}; {caught.value.advice}"
    assert desk.bookings.upcoming() == []


def test_a_vehicle_stands_in_one_bay_and_belongs_to_who_books(desk: Desk, anna: Customer) -> None:
    one, other = anna.vehicles
    desk.bookings.book(anna.id, one.id, "inspection", TUESDAY_8)
    with pytest.raises(SlotTakenError, match="that vehicle has an appointment"):
        desk.bookings.book(anna.id, one.id, "oil change", TUESDAY_8 + timedelta(hours=1))
    desk.bookings.book(anna.id, other.id, "oil change", TUESDAY_8 + timedelta(hours=1))
    stranger = desk.customers.add("Otto", "Other", "202 555 0199")
    with pytest.raises(DeskError, match=f"customer {stranger.id} has no vehicle {one.id}"):
        desk.bookings.book(stranger.id, one.id, "oil change", TUESDAY_8 + timedelta(hours=4))


def test_moving_frees_the_old_time_or_changes_nothing(desk: Desk, anna: Customer) -> None:
    one, _ = anna.vehicles
    first = desk.bookings.book(anna.id, one.id, "inspection", TUESDAY_8)
    moved = desk.bookings.reschedule(first.id, TUESDAY_8 + timedelta(minutes=30))
    assert (moved.starts_at, moved.ends_at - moved.starts_at) == (
        TUESDAY_8 + timedelta(minutes=30),
        timedelta(minutes=90),
    )
    assert moved.id == first.id
    second = desk.bookings.book(anna.id, one.id, "tire change", TUESDAY_8)
    with pytest.raises(SlotTakenError):
        desk.bookings.reschedule(second.id, TUESDAY_8 + timedelta(hours=1))
    assert desk.bookings.get(second.id).starts_at == TUESDAY_8
    with pytest.raises(SlotTakenError):
        desk.bookings.book(anna.id, one.id, "tire change", TUESDAY_8)
    assert [one.id for one in desk.bookings.upcoming(anna.id)] == [second.id, first.id]


def test_cancelling_needs_a_reason_and_an_appointment_to_come(desk: Desk, anna: Customer, clock: HandClock) -> None:
    made = desk.bookings.book(anna.id, anna.vehicles[0].id, "oil change", TUESDAY_8)
    with pytest.raises(DeskError, match="reason is missing"):
        desk.bookings.cancel(made.id, "  ")
    gone = desk.bookings.cancel(made.id, " sold  the car ")
    assert (gone.state, gone.reason) == (AppointmentState.CANCELLED, "sold the car")
    assert desk.bookings.upcoming() == []
    for again in (lambda: desk.bookings.cancel(made.id, "x"), lambda: desk.bookings.reschedule(made.id, TUESDAY_8)):
        with pytest.raises(DeskError, match="is cancelled already"):
            again()
    with pytest.raises(DeskError, match="no appointment 99"):
        desk.bookings.cancel(99, "x")
    late = desk.bookings.book(anna.id, anna.vehicles[0].id, "oil change", TUESDAY_8)
    clock.at = TUESDAY_8
    with pytest.raises(DeskError, match="is past already"):
        desk.bookings.cancel(late.id, "x")


def test_upcoming_by_customer_and_by_day(desk: Desk, anna: Customer) -> None:
    one, other = anna.vehicles
    wednesday = desk.bookings.book(anna.id, one.id, "oil change", TUESDAY_8 + timedelta(days=1))
    tuesday = desk.bookings.book(anna.id, other.id, "oil change", TUESDAY_8)
    assert desk.bookings.upcoming() == [tuesday, wednesday]
    assert desk.bookings.upcoming(day=TUESDAY_8.date()) == [tuesday]
    assert desk.bookings.upcoming(customer=99) == []
    assert desk.bookings.upcoming(limit=1) == [tuesday]
    assert (tuesday.customer_name, tuesday.vehicle_name) == ("Anna Meyer", "2019 Toyota Camry")
