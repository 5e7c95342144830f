"""Callers agree only to what they want, say it again when it was not understood, and do not say what nobody would."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from desktop.events import ConsentAsked, EngineEvent
from desktop.packs.finding import SHIPPED
from desktop.packs.manifest import read_manifest
from desktop.packs.service_desk.records import Customer, Vehicle
from desktop.packs.service_desk.workshop import Workshop
from desktop.rehearsal.calling import Caller, spelled_phone
from desktop.rehearsal.form import Call, Calls, Said, read_calls, unseen
from desktop.rehearsal.lines import Agree
from desktop.rehearsal.wishes import Wishes
from desktop.terms import Outcome
from tests.rehearsal.test_calls import HEAD, named
from tests.storage.samples import finished

WORKSHOP = Workshop.of(read_manifest(SHIPPED / "service_desk").data)
BOOK, MOVE, CANCEL = "book_appointment", "reschedule_appointment", "cancel_appointment"
OIL, BRAKES, TEN, NINE = "oil change", "brake service", "2026-11-24T10:00:00", "2026-11-24T09:00:00"


def asked(tool: str, **shown: object) -> ConsentAsked:
    return ConsentAsked(**HEAD, number=1, name=tool, effect="write", arguments=json.dumps(shown), wait_s=2.0)


def wishes(calls: Calls, title: str) -> Wishes:
    return Wishes(named(calls, title), WORKSHOP, calls.now)


@pytest.mark.parametrize(
    ("title", "questions", "answers"),
    [
        ("Asks the price first", [asked(BOOK, service=OIL, starts_at=TEN)], ["yes"]),
        ("Asks the price first", [asked(BOOK, service=OIL, starts_at="2026-11-24T11:00:00")], ["no"]),
        ("Asks the price first", [asked(BOOK, service=BRAKES, starts_at=TEN)], ["no"]),
        ("Asks the price first", [asked(CANCEL, appointment=1, reason="x")], ["no"]),
        ("Asks the price first", [asked(BOOK, service=OIL, starts_at=TEN)] * 2, ["yes", "no"]),
        (
            "Books, then moves it",
            [asked(BOOK, service=OIL, starts_at=NINE), asked(MOVE, appointment=1, starts_at=TEN)],
            ["yes", "yes"],
        ),
        ("Moves: Christmas", [asked(BOOK, service="inspection", starts_at="2026-11-25T10:30:00")], ["no"]),
        ("Cancels: one of two", [asked(CANCEL, appointment=1, reason="x")] * 2, ["yes", "no"]),
        ("Says no when asked", [asked(BOOK, service=OIL, starts_at=NINE)], ["no"]),
        (
            "Does not answer, then does",
            [asked(BOOK, service=one, starts_at="2026-11-25T11:00:00") for one in (OIL, BRAKES, OIL)],
            ["none", "no", "yes"],
        ),
        ("Gives her orders", [asked(CANCEL, appointment=1, reason="x")], ["yes"]),
    ],
)
def test_a_yes_is_one_to_what_the_call_is_about(
    calls: Calls, title: str, questions: Sequence[ConsentAsked], answers: Sequence[str]
) -> None:
    wants = wishes(calls, title)
    assert [wants.agree(question) for question in questions] == answers


@dataclass
class PaperLine:
    """A line on which Sophie reads from a paper."""

    replies: list[str]
    said: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Nothing."""

    def say(self, said: Said, words: str, agree: Agree) -> Sequence[EngineEvent]:
        """The next reply."""
        self.said.append(words)
        reply = self.replies.pop(0) if self.replies else "Goodbye."
        return [finished(1, generated=reply, outcome=Outcome.COMPLETED)]


CAMRY = Vehicle(1, 1, "", "", "Toyota", "Prius", 2019, 0)


def hold(calls: Calls, title: str, *replies: str, own_words: bool = False) -> list[str]:
    call: Call = named(calls, title)
    given, _, family = call.customer.partition(" ")
    me = Customer(1, given, family, "+12025550143", "", calls.now.date(), (CAMRY,))
    line = PaperLine(list(replies))
    Caller(call, me, line, Wishes(call, WORKSHOP, calls.now), lambda _: None, own_words).hold()
    return line.said


def test_both_of_two_wishes_are_agreed_to(calls: Calls) -> None:
    call = next(one for one in read_calls(unseen("a")).dialogues if len(one.changes) == 2)
    wants = Wishes(call, WORKSHOP, calls.now)
    first, second = (asked(BOOK, service=one.service, starts_at=str(one.at)) for one in call.changes)
    assert [wants.agree(question) for question in (first, first, second, second)] == ["yes", "no", "yes", "no"]
    assert wants.done


def test_in_their_own_words_nobody_says_more_than_the_script(calls: Calls) -> None:
    ordinary = ["Gladly. Who is calling?", "Free for oil change.", "On which day, and at what time?"]
    said = hold(calls, "Oil change, tomorrow early", *ordinary, own_words=True)
    script = [turn.say for turn in named(calls, "Oil change, tomorrow early").turns]
    assert said == script
    assert hold(calls, "Oil, polite", "What is the telephone number?", own_words=True)[1].startswith("My number is")


def test_a_number_is_said_again_in_other_groups(calls: Calls) -> None:
    again = "Sorry, what is the telephone number?"
    said = hold(calls, "Oil, polite", "Nobody is known. What is the telephone number?", again, again, again)
    numbers = [one for one in said if one.startswith("My number")]
    assert [len(number.split(", ")) for number in numbers] == [3, 10, 4]
    assert spelled_phone("+12025550143") == "two zero two, five five five, zero one four three"


def test_who_was_found_does_not_say_their_name_again(calls: Calls) -> None:
    said = hold(
        calls,
        "Battery, afternoon",
        "What is the telephone number?",
        "Andrew Tran, with a 2019 Toyota Prius. What can I do for you?",
    )
    assert "I am Andrew Tran." not in said
    assert "I am Andrew Tran." in hold(calls, "Battery, afternoon", "Gladly. Who is calling?")


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("Is it Laura Rose, with a car?", "Yes, that is me."),
        ("Is it Laura Ross, with a car?", "No, that is somebody else."),
        ("Is it Laura Ross or Laura Rose?", "Laura Rose."),
        ("Which one: the Honda or the Toyota?", "The Honda."),
        ("Sorry, which day and time did you say?", "On Tuesday at ten o'clock."),
        ("That time is not free. Free are 9 o'clock.", "On Tuesday at ten o'clock."),
        ("What is to be done on the vehicle?", "The oil change."),
        ("", "Ten o'clock works for me."),
    ],
)
def test_what_anybody_would_be_asked_is_answered(calls: Calls, reply: str, answer: str) -> None:
    ordinary = [
        "Oil change costs 89 dollars.",
        "Free for oil change.",
        "Laura Rose, with a car. Free for oil change: 8:30.",
    ]
    assert hold(calls, "Asks the price first", *ordinary, reply)[4] == answer
