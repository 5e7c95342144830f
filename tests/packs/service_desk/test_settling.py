"""Wishes in a caller's words: what is shown and agreed to are numbers and times, and nothing is guessed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desktop.engine.tools.registry import Registry, Tool
from desktop.packs.service_desk.calls import call_facts
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.made_people import make_vin
from desktop.packs.service_desk.records import Customer
from desktop.packs.service_desk.talk import LASTS
from desktop.packs.service_desk.tools import desk_tools
from tests.packs.service_desk.conftest import HandClock

Call = Callable[..., dict[str, Any]]


class Asked:
    """Keeps what was shown, and says yes."""

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []

    def __call__(self, tool: Tool, arguments: str) -> str:
        if tool.effect == "write":
            self.shown.append(json.loads(arguments))
        return ""


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def call(desk: Desk, asked: Asked) -> Call:
    registry = Registry(desk_tools(desk))

    def call(tool: str, /, **arguments: object) -> dict[str, Any]:
        request = json.dumps({"name": tool, "arguments": arguments})
        return json.loads(registry.call(request, permit=asked).result)  # type: ignore[no-any-return]

    return call


def test_what_is_shown_is_what_is_written(call: Call, asked: Asked, anna: Customer) -> None:
    civic, camry = anna.vehicles
    call("free_slots", service="oil", first_day="tomorrow morning")
    booked = call(
        "book_appointment", customer=anna.id, vehicle="the Honda", service="oil", starts_at="the second one"
    )
    assert asked.shown == [
        {
            "whose": "Anna Meyer, 2018 Honda Civic",
            "customer": anna.id,
            "vehicle": civic.id,
            "service": "oil change",
            "starts_at": "2026-11-24T08:30:00",
        }
    ]
    assert booked["starts_at"] == "2026-11-24T08:30"
    call("reschedule_appointment", customer=anna.id, starts_at="Thursday at half past ten")
    assert asked.shown[1] == {
        "whose": "Anna Meyer: oil change for the 2018 Honda Civic tomorrow, Tuesday 24 November, at 8:30",
        "appointment": booked["appointment"],
        "starts_at": "2026-11-26T10:30:00",
    }
    call("book_appointment", customer=anna.id, vehicle="camry", service="brakes", starts_at="friday at two")
    call("cancel_appointment", customer=anna.id, appointment="the brakes", reason="is ill")
    assert asked.shown[2]["vehicle"] == camry.id
    assert asked.shown[3] == {
        "whose": "Anna Meyer: brake service for the 2019 Toyota Camry on Friday 27 November at 14:00",
        "appointment": booked["appointment"] + 1,
        "reason": "is ill",
    }


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            {"starts_at": "tomorrow at ten"},
            "several vehicles; ask which one: the 2018 Honda Civic or the 2019 Toyota",
        ),
        ({"vehicle": "the Ford", "starts_at": "tomorrow at ten"}, "no such vehicle; ask which one: the 2018 Honda"),
        ({"vehicle": "Honda", "starts_at": "at ten"}, "on which day is not said"),
        ({"vehicle": "Honda", "starts_at": "the first one"}, "on which day is not said"),
        ({"vehicle": "Honda", "starts_at": "tomorrow"}, "at what time is not said"),
        ({"vehicle": "Honda", "starts_at": "soon"}, "“soon” is not a time that is understood"),
        ({"vehicle": "Honda", "starts_at": "tomorrow at ten", "service": "manicure"}, "there is no service"),
    ],
)
def test_what_is_not_clear_is_asked_about_before_anybody_is_asked_to_agree(
    call: Call, asked: Asked, desk: Desk, anna: Customer, arguments: dict[str, str], complaint: str
) -> None:
    wish = {"customer": anna.id, "service": "oil change"} | arguments
    assert complaint in call("book_appointment", **wish)["error"]
    assert asked.shown == []
    assert desk.bookings.upcoming() == []


def test_a_time_is_one_of_those_told_last(call: Call, desk: Desk, clock: HandClock, anna: Customer) -> None:
    wish = {"customer": anna.id, "vehicle": "Honda", "service": "oil change"}
    call("free_slots", service="oil change", first_day="friday")
    others = call("book_appointment", **wish, starts_at="tomorrow")["error"]
    assert others.startswith("at what time is not said; free are tomorrow, Tuesday 24 November, at 8 o'clock")
    assert call("book_appointment", **wish, starts_at="the last one")["starts_at"] == "2026-11-24T10:00"
    call("free_slots", service="oil change", first_day="friday")
    assert call("book_appointment", **wish, starts_at="at three")["starts_at"] == "2026-11-27T15:00", "of that day"
    call("free_slots", service="oil change", first_day="friday")
    clock.at += LASTS + timedelta(minutes=1)
    assert "on which day" in call("book_appointment", **wish, starts_at="nine")["error"], "it is long ago"
    call("free_slots", service="oil change", first_day="friday")
    call_facts(desk, {})
    assert "on which day" in call("book_appointment", **wish, starts_at="nine")["error"], "another call has begun"


def test_a_wish_waits_until_the_rest_is_known(call: Call, asked: Asked, desk: Desk, anna: Customer) -> None:
    call_facts(desk, {})
    assert "who is calling" in call("free_slots", service="oil change", first_day="friday")["error"]
    found = call("find_customer", phone="two oh two, five five five, oh one four three")
    assert found["then"] == "free_slots"
    slots = call("free_slots")
    assert (slots["service"], slots["slots"][0], slots["then"]) == (
        "oil change",
        "2026-11-27T08:00",
        "book_appointment",
    )
    assert "ask which one" in call("book_appointment", starts_at="the last one")["error"]
    booked = call("book_appointment", vehicle="Honda")
    assert booked["starts_at"] == "2026-11-27T10:00"
    assert "the new time is missing" in call("reschedule_appointment")["error"]
    assert call("free_slots", first_day="monday")["then"] == "reschedule_appointment"
    assert call("reschedule_appointment", starts_at="half past nine")["starts_at"] == "2026-11-30T09:30"
    assert "the reason is missing" in call("cancel_appointment", reason=" \x00\x1b ")["error"]
    assert call("cancel_appointment", reason="is ill")["state"] == "cancelled"
    number, was = booked["appointment"], "Anna Meyer: oil change for the 2018 Honda Civic on"
    assert asked.shown == [
        {
            "whose": "Anna Meyer, 2018 Honda Civic",
            "customer": anna.id,
            "vehicle": anna.vehicles[0].id,
            "service": "oil change",
            "starts_at": "2026-11-27T10:00:00",
        },
        {
            "whose": f"{was} Friday 27 November at 10 o'clock",
            "appointment": number,
            "starts_at": "2026-11-30T09:30:00",
        },
        {"whose": f"{was} Monday 30 November at 9:30", "appointment": number, "reason": "is ill"},
    ]


def test_nobody_is_told_or_changes_what_is_somebody_elses(
    call: Call, asked: Asked, desk: Desk, anna: Customer
) -> None:
    other = desk.customers.add("Zoë", "Zhang", "202 555 0178")
    theirs = desk.bookings.book(anna.id, anna.vehicles[0].id, "oil change", desk.now().replace(day=24, minute=0))
    call_facts(desk, {})
    assert "who is calling" in call("upcoming_appointments")["error"]
    assert call("find_customer", name="Zoe Zhang")["customers"][0]["customer"] == other.id
    assert call("upcoming_appointments")["say"] == "There is no appointment to come."
    for tool, wish in (
        ("cancel_appointment", {"reason": "ill"}),
        ("reschedule_appointment", {"starts_at": "friday at 9"}),
    ):
        assert "is somebody else's" in call(tool, appointment=theirs.id, **wish)["error"]
    assert asked.shown == []
    assert desk.bookings.get(theirs.id) == theirs


def test_which_appointment_is_meant(call: Call, asked: Asked, anna: Customer) -> None:
    whose = {"customer": anna.id}
    assert "no appointment to come" in call("cancel_appointment", **whose, reason="ill")["error"]
    for vehicle, at in (("Honda", "tomorrow at nine"), ("Toyota", "thursday at nine")):
        call("book_appointment", **whose, vehicle=vehicle, service="oil change", starts_at=at)
    asked.shown.clear()
    several = call("cancel_appointment", **whose, reason="ill")["error"]
    assert several.startswith("there are several appointments; ask which one: oil change for the 2018 Honda Civic")
    assert "there is no such" in call("cancel_appointment", **whose, appointment="the battery", reason="ill")["error"]
    assert "who is calling" in call("cancel_appointment", appointment="the first", reason="ill")["error"]
    assert asked.shown == []
    gone = call("cancel_appointment", **whose, appointment="the one on Thursday", reason="ill")
    assert "2019 Toyota Camry" in gone["say"]


def test_a_single_vehicle_need_not_be_named(call: Call, desk: Desk) -> None:
    one = desk.customers.add("Carl", "Diaz", "202 555 0177")
    wish = {"customer": one.id, "service": "oil change", "starts_at": "tomorrow at nine"}
    assert "has no vehicle" in call("book_appointment", **wish)["error"]
    vehicle = desk.customers.add_vehicle(
        one.id, make_vin(random.Random(1), "1FT", 2020, 123456), "8AB1", "Ford", "F-150", 2020
    )
    assert "2020 Ford F-150" in call("book_appointment", **wish)["say"]
    assert "no such vehicle" in call("book_appointment", **wish | {"vehicle": "the Honda"})["error"]
    assert (
        call("book_appointment", **wish | {"vehicle": vehicle.id, "starts_at": "friday at nine"})["state"] == "booked"
    )
