from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from desktop.packs.service_desk import speech
from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.slots import free_bay, free_starts, is_busy
from desktop.packs.service_desk.workshop import Workshop, cells

TUESDAY = date(2026, 11, 24)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(TUESDAY, time(hour, minute))


def test_a_workshop_of_a_manifest(workshop: Workshop) -> None:
    assert workshop.service("Oil-Change").price == Decimal("89.00")
    assert workshop.service("brake").name == "brake service"
    assert [s.hour for s in workshop.starts(TUESDAY, timedelta(hours=8))] == [8, 8, 9]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"bays": 0}, "bays"),
        ({"opens": time(18)}, "opens first"),
        ({"opens": time(8, 10)}, "half hours"),
        ({"services": [{"name": "x", "minutes": 45, "price": "1"}]}, "services.0.minutes"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_workshop_that_cannot_be(workshop: Workshop, change: dict[str, object], complaint: str) -> None:
    with pytest.raises(DeskError, match=complaint):
        Workshop.of(workshop.model_dump() | change)


def test_half_hours(workshop: Workshop) -> None:
    assert cells(at(9), timedelta(minutes=90)) == [at(9), at(9, 30), at(10)]
    taken = {at(9): {1, 2}, at(9, 30): {1}, at(10): {3}}
    hour = timedelta(hours=1)
    assert free_bay(taken, 3, at(9), hour) == 3
    assert free_bay(taken, 3, at(9, 30), hour) == 2
    assert free_bay(taken, 2, at(9), hour) is None
    assert free_bay(taken, 3, at(10), hour, liked=2) == 2
    assert free_bay({}, 3, at(10), hour, liked=9) == 1, "the workshop had more bays once"


def test_busy_times_take_every_bay(workshop: Workshop) -> None:
    busy = [(at(8), at(15, 15)), (at(16, 45), at(23))]
    assert list(free_starts(workshop, TUESDAY, timedelta(hours=1), {}, busy)) == [at(15, 30)]
    assert not is_busy(busy, at(15, 30), timedelta(hours=1))
    assert is_busy(busy, at(16), timedelta(hours=1))


def test_how_it_is_said(workshop: Workshop) -> None:
    now = at(8)
    assert speech.spoken_money(Decimal("1.50"), workshop) == "1 dollar 50"
    assert speech.spoken_money(Decimal("129.00"), workshop) == "129 dollars"
    assert speech.spoken_money(Decimal("2.05"), workshop) == "2 dollars 05"
    assert speech.spoken_moment(at(9, 30), now) == "today, Tuesday 24 November, at 9:30"
    assert speech.spoken_moment(datetime(2027, 1, 4, 9), now) == "Monday 4 January 2027 at 9 o'clock"
    assert speech.spoken_hours(workshop.model_copy(update={"weekdays": (0, 2, 5)})) == (
        "Monday, Wednesday and Saturday from 8 o'clock to 17:00"
    )
    slots = [at(9), at(9, 30), datetime(2026, 11, 27, 8)]
    assert speech.spoken_slots(slots, now) == (
        "today, Tuesday 24 November, at 9 o'clock or 9:30; Friday 27 November at 8 o'clock"
    )
