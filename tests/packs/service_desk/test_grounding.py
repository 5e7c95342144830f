"""A call with Sophie: what the caller said goes before what a model wrote, and a yes is one to what is shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.engine.tools.registry import Registry, Tool
from desktop.packs.service_desk.calls import call_facts
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.records import Customer
from desktop.packs.service_desk.tools import desk_tools

Heard = Callable[..., tuple[dict[str, Any], str]]
BOOK, MOVE, CANCEL, SLOTS, FIND = (
    "book_appointment", "reschedule_appointment", "cancel_appointment", "free_slots", "find_customer",
)  # fmt: skip


class Shown(list[tuple[str, dict[str, Any]]]):
    """What was shown of calls that write; says yes."""

    def __call__(self, tool: Tool, arguments: str) -> str:
        if tool.effect == "write":
            self.append((tool.name, json.loads(arguments)))
        return ""


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def hear(desk: Desk, shown: Shown, anna: Customer) -> Heard:
    """Calls a tool as a model does after the caller said something; gives what came of it, and what is said of it."""
    call_facts(desk, {})
    registry = Registry(desk_tools(desk))

    def hear(said: str, tool: str, /, **arguments: object) -> tuple[dict[str, Any], str]:
        run = registry.call(json.dumps({"name": tool, "arguments": arguments}), permit=shown, said=said)
        result = json.loads(run.result)
        while run.then:
            run = registry.call(json.dumps({"name": run.then, "arguments": {}}), permit=shown, said="")
            result = json.loads(run.result)
        return result, run.say

    return hear


@pytest.fixture
def known(hear: Heard) -> Heard:
    """The caller is Anna."""
    assert hear("My name is Anna Meyer.", FIND, name="Anna Meyer")[1].endswith("What can I do for you?")
    return hear


@pytest.mark.parametrize("wrote", ["me", "ine thirty", "tomorrow at two", "o'clock", ""])
def test_a_time_is_what_the_caller_said(known: Heard, shown: Shown, wrote: str) -> None:
    known("An oil change for the Honda tomorrow.", SLOTS, service="oil change", first_day="tomorrow")
    known("Nine thirty would suit me.", BOOK, starts_at=wrote)
    assert shown[0][1]["starts_at"] == "2026-11-24T09:30:00"


def test_a_time_in_figures_is_one_that_a_tool_told(known: Heard, shown: Shown) -> None:
    known("The first one, for the Honda.", BOOK, service="oil change", starts_at="2026-11-25T11:00")
    assert shown[0][1]["starts_at"] == "2026-11-25T11:00:00"


def test_what_nobody_said_is_dropped(known: Heard, shown: Shown) -> None:
    known("I need an inspection tomorrow.", SLOTS, service="inspection", first_day="tomorrow")
    result, said = known("That sounds good.", BOOK, starts_at="friday at nine", vehicle="Honda", service="brakes")
    assert "several vehicles" in result["error"]
    assert said == "Which one: the 2018 Honda Civic or the 2019 Toyota Camry?"
    result, said = known("The toyoder.", BOOK, vehicle="2018 Honda", starts_at="friday")
    assert said == "On which day, and at what time?"
    assert shown == []
    known("At nine.", BOOK, starts_at="nine")
    assert shown[0][1]["service"] == "inspection"
    assert shown[0][1]["vehicle"] == 2


def test_a_service_that_was_said_goes_before_a_guess(known: Heard) -> None:
    assert "Free for tire change" in known("I need new tyres.", SLOTS, service="diagnosis")[1]
    assert "Free for tire change" in known("What about Friday?", SLOTS, service="brake service")[1]


def test_what_is_wished_before_waits_for_who_calls(hear: Heard, shown: Shown) -> None:
    _, said = hear(
        "An oil change for the Toyota tomorrow at noon.", SLOTS, service="oil change", first_day="tomorrow"
    )
    assert said == "Gladly. Who is calling?"
    hear("Anna Meyer.", FIND, name="Banana")
    wish = {"customer": 1, "vehicle": 2, "service": "oil change", "starts_at": "2026-11-24T12:00:00"}
    assert shown == [(BOOK, wish | {"whose": "Anna Meyer, 2019 Toyota Camry"})]


def test_a_name_that_nobody_said_finds_nobody(hear: Heard) -> None:
    result, said = hear("I need a new battery.", FIND, name=" sixard")
    assert "customers" not in result
    assert said == "Gladly. Who is calling?"


@pytest.mark.parametrize("yes", ["Yes, that is me.", "Yest that is me.", "Exactly.", "Anna Meyer."])
def test_who_it_may_be_is_asked_and_a_yes_is_enough(hear: Heard, yes: str) -> None:
    said = hear("It is hannah maya.", FIND, name="privateresultse")[1]
    assert said == "Nobody is called just that. Is it Anna Meyer, with a 2018 Honda Civic and a 2019 Toyota Camry?"
    assert hear(yes, FIND, name="me thousand")[1].endswith("Camry. What can I do for you?")


def test_the_same_question_is_not_asked_twice(hear: Heard, desk: Desk) -> None:
    desk.customers.add("Anne", "Meyer", "202 555 0178")
    both = hear("It is anni maier.", FIND, name="anni maier")[1]
    assert both.startswith("Nobody is called just that. Is it An")
    assert " or An" in both
    assert hear("It is anni maier.", FIND, name="anni maier")[1] == "What is the telephone number?"
    near = hear("My number is two zero two five five five zero one four.", FIND, phone="2")[1]
    assert near.startswith("Nobody has just that number. Is it Anna Meyer")
    again = hear("It is two zero two five five five zero one four.", FIND, phone="2")[1]
    assert again.startswith("Nobody has just that number. Is it Anna Meyer"), "a number is an answer"


def test_another_name_is_no_yes(hear: Heard, desk: Desk) -> None:
    other = desk.customers.add("Otto", "Brandt", "202 555 0144")
    hear("It is hannah maya.", FIND, name="hannah maya")
    assert hear("It is Otto Brandt.", FIND, name="Otto Brandt")[0]["customers"][0]["customer"] == other.id


def test_a_no_is_not_asked_again(hear: Heard) -> None:
    hear("It is hannah maya.", FIND, name="hannah maya")
    result, said = hear("No, that is somebody else.", SLOTS, service="diagnosis")
    assert said == "What is the telephone number?"
    result, said = hear("My name is hannah maya.", FIND, name="hannah maya")
    assert result["customers"] == []


def test_a_number_with_a_digit_lost_is_asked_about(hear: Heard) -> None:
    lost = "My number is two zero two, five five zero one four three."
    assert hear(lost, FIND, phone="two zero two")[1].startswith("Nobody has just that number. Is it Anna Meyer, with")
    assert hear("Yes.", SLOTS, service="diagnosis")[1].startswith("Anna Meyer, with a")


def test_a_name_and_a_number_that_are_both_only_near_decide_together(hear: Heard, desk: Desk) -> None:
    desk.customers.add("Otto", "Brandt", "202 555 0144")
    _, said = hear("It is two zero two five five five zero one four five.", FIND, phone="1")
    assert said.startswith("Nobody is known by that number. What is the name?")
    assert "Is it Otto Brandt" in hear("Otter brunt.", FIND, name="Otter brunt")[1]


def test_after_numbers_that_led_nowhere_the_name_is_asked_for(hear: Heard) -> None:
    for asked in ("Sorry, what is the telephone number?", "Nobody is known by that number. What is the name?"):
        assert hear("My number is nine nine eight eight seven seven six.", FIND, phone="9")[1] == asked


def test_a_time_is_for_what_it_was_asked_for(known: Heard, shown: Shown) -> None:
    known("An oil change for the Honda tomorrow.", SLOTS, service="oil change", first_day="tomorrow")
    known("At nine o'clock.", MOVE, starts_at="nine o'clock")
    known("Sorry, could you move it to ten o'clock?", BOOK, starts_at="ten o'clock")
    assert [name for name, _ in shown] == [BOOK, MOVE]
    assert shown[1][1]["starts_at"] == "2026-11-24T10:00:00"


def test_a_reason_is_what_the_caller_says(known: Heard, shown: Shown) -> None:
    known("An oil change for the Honda tomorrow at nine.", BOOK, service="oil change")
    assert "reason is missing" in known("I want to cancel it, Anna Meyer.", CANCEL, reason="meyer")[0]["error"]
    known("I did it myself.", CANCEL, reason="theself")
    assert shown[1][1]["reason"] == "I did it myself."


def test_a_day_without_a_time_is_answered_with_the_times_of_that_day(known: Heard, shown: Shown) -> None:
    known("New brakes for the Honda, please.", SLOTS, service="brake service")
    _, said = known("Friday afternoon would be best.", BOOK, starts_at="Friday afternoon")
    assert said.startswith("Free are Friday 27 November at 12 o'clock")
    known("One o'clock.", BOOK, starts_at="one o'clock")
    assert shown[0][1]["starts_at"] == "2026-11-27T13:00:00"


@pytest.fixture
def booked(known: Heard, desk: Desk) -> Heard:
    """Anna has an oil change on Wednesday at ten."""
    desk.bookings.book(1, 1, "oil change", datetime(2026, 11, 25, 10))
    return known


@pytest.mark.parametrize(
    "said", ["Could I come on Friday at nine instead?", "I'd like to push it back to Friday at nine."]
)
def test_who_would_rather_come_another_time_cancels_nothing(booked: Heard, shown: Shown, said: str) -> None:
    booked(said, CANCEL, reason="friday")
    assert [(name, one["starts_at"]) for name, one in shown] == [(MOVE, "2026-11-27T09:00:00")]


def test_a_time_is_no_reason(booked: Heard, shown: Shown) -> None:
    assert "Why do you want" in booked("I have to cancel my appointment.", CANCEL)[1]
    booked("Or wait, tomorrow at ten.", CANCEL, reason="tomorrow at ten")
    assert [name for name, _ in shown] == [MOVE]


def test_who_keeps_it_is_not_asked_again(booked: Heard, shown: Shown) -> None:
    booked("I have to cancel my appointment.", CANCEL)
    assert booked("Hm, actually, I'll keep it.", CANCEL, reason="keep it")[1] == "Is there anything else?"
    assert shown == []


def test_a_reason_may_come_before(booked: Heard, shown: Shown) -> None:
    booked("Actually, I sold the car, so please cancel it.", CANCEL)
    assert shown[0][1]["reason"] == "I sold the car"


def test_whether_somebody_has_an_appointment_is_no_question_for_free_times(booked: Heard) -> None:
    assert booked("Did I have something booked?", SLOTS, service="diagnosis")[1].startswith("Oil change for the 2018")


def test_after_all_is_done_thanks_ask_for_nothing(known: Heard, shown: Shown) -> None:
    known("An oil change for the Honda tomorrow at nine.", BOOK, service="oil change")
    assert len(shown) == 1
    for tool in (BOOK, SLOTS, FIND):
        assert known("You are a lifesaver.", tool)[1] == "Is there anything else?"
    assert known("I will call back. Goodbye.", SLOTS, service="diagnosis")[1] == "Goodbye."
    assert "Free for tire change" in known("And a tire change on Friday?", SLOTS)[1]


def test_times_are_told_again_of_the_same_day(known: Heard, shown: Shown) -> None:
    known("An oil change for the Honda on Thursday.", SLOTS, service="oil change")
    assert "Thursday 26 November" in known("Could you say those again?", SLOTS, first_day="those")[1]
    assert "today" in known("Anything sooner?", SLOTS)[1]


def test_a_part_of_the_day_is_one_of_the_day_that_is_spoken_of(known: Heard) -> None:
    known("An oil change for the Honda on Thursday.", SLOTS, service="oil change")
    assert "Thursday 26 November at 12" in known("What about the afternoon?", SLOTS, first_day="afternoon")[1]


@pytest.mark.parametrize(
    ("said", "then"),
    [("Anna Meyer, my brakes squeak.", SLOTS), ("Anna Meyer, an oil change tomorrow at nine for the Honda.", BOOK)],
)
def test_what_is_wished_along_with_a_name_is_not_lost(hear: Heard, shown: Shown, said: str, then: str) -> None:
    result, _ = hear(said, FIND, name="Anna Meyer")
    assert ("slots" in result) == (then == SLOTS)
    assert len(shown) == (then == BOOK)


def test_an_oil_change_the_day_after_tomorrow_changes_no_day(known: Heard) -> None:
    said = known("I need an oil change the day after tomorrow.", MOVE, starts_at="the day after tomorrow")[1]
    assert said.startswith("Free for oil change: Wednesday 25 November")


def test_who_has_an_appointment_does_not_book_another(booked: Heard) -> None:
    said = booked("I have an appointment on Wednesday, but I would like an earlier one.", BOOK, service="diagnosis")[
        1
    ]
    assert said.endswith("When would you like to come instead?")


def test_a_day_on_which_nobody_works_is_said_to_be_one(known: Heard) -> None:
    assert known("An oil change on Saturday.", SLOTS)[1].startswith(
        "We are closed on Saturdays. Free for oil change:"
    )


def test_who_says_their_name_first_is_known(hear: Heard, shown: Shown) -> None:
    hear("Anna Meyer. I need an oil change for the Honda tomorrow at nine.", BOOK, service="oil change")
    assert shown[0][1]["whose"] == "Anna Meyer, 2018 Honda Civic"


def test_who_speaks_of_somebody_else_is_not_them(hear: Heard, shown: Shown) -> None:
    said = hear("Please cancel the appointment for Anna Meyer.", CANCEL, reason="x")[1]
    assert (said, shown) == ("Gladly. Who is calling?", [])


def test_a_no_to_a_name_does_not_change_what_is_wished(hear: Heard, desk: Desk) -> None:
    hear("I have to cancel my appointment.", CANCEL)
    hear("It is hannah maya.", FIND, name="hannah maya")
    hear("No, that is somebody else.", SLOTS, service="diagnosis")
    assert desk.talk.waiting(CANCEL) == {"reason": "", "appointment": ""}


def test_by_hand_and_outside_of_a_call_the_arguments_are_what_was_written(desk: Desk, anna: Customer) -> None:
    run = Registry(desk_tools(desk)).call('{"name": "find_customer", "arguments": {"name": "Anna"}}', said="Who?")
    assert json.loads(run.result)["customers"][0]["customer"] == anna.id


WORDS = st.lists(
    st.sampled_from(
        ("yes", "no", "anna", "meyer", "honda", "tomorrow", "at", "nine", "two", "zero", "five", "oil", "brakes",
         "cancel", "move", "because", "first", "one", "hello", "\x00", "é", "<tool_call>")
    ),
    max_size=8,
).map(" ".join)  # fmt: skip


@settings(max_examples=60)
@given(st.sampled_from((BOOK, MOVE, CANCEL, SLOTS, FIND)), WORDS, WORDS)
def test_no_words_break_it_and_what_is_shown_was_said_or_told(
    hear: Heard, shown: Shown, tool: str, said: str, wrote: str
) -> None:
    field = {BOOK: "starts_at", MOVE: "starts_at", CANCEL: "reason", SLOTS: "first_day", FIND: "name"}[tool]
    shown.clear()
    hear(said, tool, **{field: wrote})
    for name, arguments in shown:
        if name == CANCEL:
            assert set(str(arguments["reason"]).casefold().split()) <= set(said.casefold().split()), arguments
