"""The seven tools, called as a model calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from desktop.engine.tools.registry import Registry
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.records import Customer
from desktop.packs.service_desk.tools import desk_tools

Call = Callable[..., dict[str, Any]]


@pytest.fixture
def call(desk: Desk) -> Call:
    registry = Registry(desk_tools(desk))

    def call(tool: str, /, **arguments: object) -> dict[str, Any]:
        return json.loads(registry.call(json.dumps({"name": tool, "arguments": arguments})).result)  # type: ignore[no-any-return]

    return call


def test_seven_tools_and_what_they_change(desk: Desk) -> None:
    assert {tool.name: tool.effect for tool in desk_tools(desk)} == {
        "find_customer": "read",
        "free_slots": "read",
        "book_appointment": "write",
        "upcoming_appointments": "read",
        "cancel_appointment": "write",
        "reschedule_appointment": "write",
        "decode_vin": "read",
    }


def test_a_whole_call(call: Call, anna: Customer) -> None:
    found = call("find_customer", phone="202 555 0143")
    assert found["say"] == "Anna Meyer, with a 2018 Honda Civic and a 2019 Toyota Camry."
    (customer,) = found["customers"]
    civic = customer["vehicles"][0]["vehicle"]

    free = call("free_slots", service="oil", first_day="2026-11-24", part_of_day="morning")
    assert free["slots"] == [f"2026-11-24T{at}" for at in ("08:00", "08:30", "09:00", "09:30", "10:00")]
    assert free["say"] == (
        "Free for oil change: tomorrow, Tuesday 24 November, at 8 o'clock, 8:30, 9 o'clock, 9:30 or 10 o'clock. "
        "It takes 60 minutes and costs 89 dollars."
    )
    booked = call(
        "book_appointment",
        customer=customer["customer"],
        vehicle=civic,
        service="oil change",
        starts_at="2026-11-24T09:00",
    )
    assert booked["say"] == (
        "Booked for Anna Meyer: oil change for the 2018 Honda Civic tomorrow, Tuesday 24 November, at 9 o'clock. "
        "It costs 89 dollars."
    )
    number = booked["appointment"]
    moved = call("reschedule_appointment", appointment=number, starts_at="2026-12-01T14:30")
    assert moved["say"] == "Moved for Anna Meyer: oil change for the 2018 Honda Civic on Tuesday 1 December at 14:30."
    listed = call("upcoming_appointments", customer=customer["customer"])
    assert listed["say"] == "Oil change for the 2018 Honda Civic on Tuesday 1 December at 14:30."
    assert [one["appointment"] for one in listed["appointments"]] == [number]
    assert call("upcoming_appointments", day="2026-12-01")["say"].startswith("Anna Meyer, oil change")
    gone = call("cancel_appointment", appointment=number, reason="sold the car")
    assert (gone["state"], gone["say"][:24]) == ("cancelled", "Cancelled for Anna Meyer")
    assert call("upcoming_appointments", customer=customer["customer"]) == {
        "say": "There is no appointment to come.",
        "appointments": [],
    }


def test_who_is_not_known_and_who_is_one_of_several(call: Call, desk: Desk, anna: Customer) -> None:
    assert (
        call("find_customer", name="Zebedee")["say"] == "Nobody is known by that name. What is the telephone number?"
    )
    assert call("find_customer", phone="202 555 0199")["customers"] == []
    alike = call("find_customer", name="Anna Maier")
    assert alike["say"].startswith("Nobody is called just that. Is it Anna Meyer, with a 2018 Honda Civic and")
    desk.customers.add("Anna", "Smith", "202 555 0150")
    both = call("find_customer", name="Anna")
    assert both["say"] == "Several fit: Anna Meyer and Anna Smith. What is the telephone number?"
    assert len(both["customers"]) == 2


def test_a_time_that_is_taken_comes_with_others(call: Call, desk: Desk, anna: Customer) -> None:
    one, _ = anna.vehicles
    wish = {"customer": anna.id, "vehicle": one.id, "service": "inspection", "starts_at": "2026-11-24T08:00"}
    assert "say" in call("book_appointment", **wish)
    refused = call("book_appointment", **wish)["error"]
    assert refused.startswith("that vehicle has an appointment at that time already; free are tomorrow, Tuesday")
    second = call("book_appointment", **wish | {"starts_at": "2026-11-24T13:00"})["appointment"]
    moved = call("reschedule_appointment", appointment=second, starts_at="2026-11-24T08:30")["error"]
    assert "free are tomorrow" in moved


@pytest.mark.parametrize(
    ("name", "arguments", "complaint"),
    [
        ("find_customer", {}, "give a telephone number or a name"),
        (
            "find_customer",
            {"phone": "12"},
            "“12” has too few or too many digits for a telephone number; give it with",
        ),
        ("free_slots", {"service": "manicure"}, "choose one of oil change, inspection"),
        ("free_slots", {"service": "oil change", "part_of_day": "night"}, "part of day is wrong"),
        ("free_slots", {"service": "oil change", "first_day": "soon"}, "“soon” is not a time that is"),
        ("book_appointment", {"customer": 1}, "what is to be done is not said; ask for it"),
        (
            "book_appointment",
            {"customer": 1, "vehicle": 1, "service": "oil change", "starts_at": "2026-11-24T09:00Z"},
            "is not a time that is understood; ask for day and time again",
        ),
        (
            "book_appointment",
            {"customer": 1, "vehicle": 99, "service": "oil change", "starts_at": "2026-11-24T09:00"},
            "customer 1 has no vehicle 99",
        ),
        ("upcoming_appointments", {"customer": 10**30}, "customer is wrong"),
        ("find_customer", {"name": "Ann\x00a"}, "cannot be a name"),
        ("cancel_appointment", {"appointment": 1, "reason": " \x00\x1b "}, "there is no appointment 1"),
        ("upcoming_appointments", {"customer": 99}, "there is no customer 99"),
        ("cancel_appointment", {"appointment": 99, "reason": "x"}, "there is no appointment 99"),
        (
            "reschedule_appointment",
            {"appointment": 99, "starts_at": "2026-11-24T09:00"},
            "there is no appointment 99",
        ),
        ("decode_vin", {"vin": "1M8GDM9A5KP042788"}, "the ninth character is 5 and should be X; read it again"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    call: Call, anna: Customer, name: str, arguments: dict[str, object], complaint: str
) -> None:
    assert complaint in call(name, **arguments)["error"]


def test_the_last_day_of_all_has_no_appointments(call: Call, anna: Customer) -> None:
    assert call("upcoming_appointments", day="9999-12-31")["appointments"] == []
    assert call("upcoming_appointments", day="0001-01-01")["appointments"] == []
    assert call("free_slots", service="oil change", first_day="9999-12-31")["slots"] == []


def test_a_vin_is_told(call: Call, anna: Customer) -> None:
    found = call("decode_vin", vin=anna.vehicles[0].vin)
    assert found["say"] == "A Honda of model year 2018, made in Canada. The check digit is right."


def test_a_file_that_is_none_is_told_and_not_raised(call: Call, desk: Desk) -> None:
    desk.path.parent.mkdir(parents=True)
    desk.path.write_text("this is not a database, but a letter of more than a hundred bytes " * 5)
    assert "not a database" in call("find_customer", name="Anna")["error"]
