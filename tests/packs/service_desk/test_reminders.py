"""Whom to remind, in which order, and that nobody is called twice."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop.packs.finding import SHIPPED
from desktop.packs.manifest import read_manifest
from desktop.packs.service_desk.calls import call_facts
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.entry import desk_in
from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.records import Appointment, Customer
from desktop.packs.service_desk.reminders import Outcome, confirms
from desktop.packs.service_desk.vin import CHECK_AT, check_digit
from desktop.packs.service_desk.workshop import Workshop
from tests.packs.service_desk.conftest import MONDAY, HandClock
from tests.packs.service_desk.test_calls import SOPHIE

TUESDAY = datetime(2026, 11, 24, 9)
HOW = ("ended", "unanswered", "stopped", "killed", "moved", "cancelled")


@pytest.fixture
def booked(desk: Desk, anna: Customer) -> list[Appointment]:
    """Tomorrow with one vehicle, the day after with the other, and one next week."""
    first, second = (vehicle.id for vehicle in anna.vehicles)
    book = desk.bookings.book
    return [
        book(anna.id, second, "oil change", TUESDAY + timedelta(days=1, hours=-1)),
        book(anna.id, first, "oil change", TUESDAY),
        book(anna.id, first, "inspection", TUESDAY + timedelta(days=7)),
    ]


def due(desk: Desk, **options: bool) -> list[int]:
    return [one.id for one in desk.reminders.due(**options)]


def test_those_within_two_days_are_due_the_next_one_first(desk: Desk, booked: list[Appointment]) -> None:
    later, sooner, _ = booked
    assert due(desk) == [sooner.id, later.id]
    assert due(desk, again=True) == [sooner.id, later.id]
    assert [one.id for one in desk.reminders.due(1)] == [sooner.id]


def test_a_call_is_about_one_appointment_though_there_are_two(
    desk: Desk, anna: Customer, booked: list[Appointment]
) -> None:
    about = {"phone": anna.phone, "direction": "outgoing", "appointment": str(booked[0].id)}
    facts = call_facts(desk, about)
    prompt = SOPHIE.choose(facts)
    assert prompt is not None
    assert prompt.name == "reminder call"
    assert f"2019 Toyota Camry on Wednesday 25 November at 8 o'clock (number {booked[0].id})" in prompt.filled(facts)


def test_nobody_is_called_twice(desk: Desk, booked: list[Appointment]) -> None:
    later, sooner, _ = booked
    assert desk.reminders.claim(sooner)
    assert not desk.reminders.claim(sooner), "it is under way"
    assert due(desk) == [later.id]
    desk.reminders.end(sooner, Outcome.CONFIRMED, "a" * 32)
    assert not desk.reminders.claim(sooner, again=True)
    assert due(desk, again=True) == [later.id]
    (call,) = desk.reminders.calls()
    assert (call.outcome, call.session, call.attempts) == (Outcome.CONFIRMED, "a" * 32, 1)


def test_where_nobody_answered_one_may_try_again(desk: Desk, booked: list[Appointment]) -> None:
    _, sooner, _ = booked
    desk.reminders.claim(sooner)
    desk.reminders.end(sooner, Outcome.NO_ANSWER)
    assert sooner.id not in due(desk)
    assert sooner.id in due(desk, again=True)
    assert not desk.reminders.claim(sooner)
    assert desk.reminders.claim(sooner, again=True)
    desk.reminders.release(sooner)
    assert [(call.outcome, call.attempts) for call in desk.reminders.calls()] == [(Outcome.NO_ANSWER, 1)]
    assert desk.reminders.claim(sooner, again=True)
    desk.reminders.end(sooner, Outcome.REACHED)
    assert [(call.outcome, call.attempts) for call in desk.reminders.calls()] == [(Outcome.REACHED, 2)]


def test_a_call_that_was_none_is_due_again(desk: Desk, booked: list[Appointment]) -> None:
    _, sooner, _ = booked
    desk.reminders.claim(sooner)
    desk.reminders.release(sooner)
    assert due(desk)[0] == sooner.id
    assert desk.reminders.calls() == []


def test_one_that_never_ended_is_not_repeated_until_somebody_says_what_became_of_it(
    desk: Desk, booked: list[Appointment]
) -> None:
    _, sooner, _ = booked
    desk.reminders.claim(sooner)
    assert sooner.id not in due(desk, again=True)
    assert [call.outcome for call in desk.reminders.calls()] == [None]
    desk.reminders.record(sooner.id, Outcome.NO_ANSWER)
    assert sooner.id in due(desk, again=True)


def test_moving_it_in_the_call_is_no_reason_for_another(
    desk: Desk, clock: HandClock, booked: list[Appointment]
) -> None:
    later, sooner, _ = booked
    desk.reminders.claim(sooner)
    desk.bookings.reschedule(sooner.id, TUESDAY + timedelta(hours=3))
    assert desk.reminders.judge(sooner, ["Can I come later?"]) is Outcome.MOVED
    desk.reminders.end(sooner, Outcome.MOVED)
    assert due(desk) == [later.id]


def test_one_that_is_moved_far_is_due_when_its_day_comes(
    desk: Desk, clock: HandClock, booked: list[Appointment]
) -> None:
    _, sooner, _ = booked
    desk.reminders.claim(sooner)
    moved = desk.bookings.reschedule(sooner.id, TUESDAY + timedelta(days=9))
    desk.reminders.end(sooner, Outcome.MOVED)
    clock.at = MONDAY + timedelta(days=8)
    assert moved.id in due(desk)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ([], Outcome.NO_ANSWER),
        (["  "], Outcome.NO_ANSWER),
        (["Hello?"], Outcome.REACHED),
        (["Hello?", "Yes, I'll be there."], Outcome.CONFIRMED),
        (["Yes?", "No, that is not my car."], Outcome.REACHED),
        (["Yes, but I might be late."], Outcome.REACHED),
        (["Sure.", "Thank you, bye."], Outcome.CONFIRMED),
    ],
)
def test_what_a_call_came_to(desk: Desk, booked: list[Appointment], said: list[str], outcome: Outcome) -> None:
    assert desk.reminders.judge(booked[1], said) is outcome
    desk.bookings.cancel(booked[1].id, "ill")
    assert desk.reminders.judge(booked[1], said) is Outcome.CANCELLED
    assert not confirms([])


def test_what_was_cancelled_meanwhile_is_not_called(desk: Desk, booked: list[Appointment]) -> None:
    _, sooner, _ = booked
    desk.bookings.cancel(sooner.id, "ill")
    assert not desk.reminders.claim(sooner)
    with pytest.raises(DeskError, match="no reminder call"):
        desk.reminders.record(sooner.id, Outcome.REACHED)
    with pytest.raises(DeskError, match="no reminder call"):
        desk.reminders.end(sooner, Outcome.REACHED)


def test_of_many_who_claim_at_once_one_calls(desk: Desk, booked: list[Appointment]) -> None:
    won: list[bool] = []
    threads = [threading.Thread(target=lambda: won.append(desk.reminders.claim(booked[1]))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 11 + [True]


class Campaign(RuleBasedStateMachine):
    """Any order of calls, stops, crashes and changes: nobody is spoken to twice about an appointment."""

    folder: Path

    @initialize()
    def begin(self) -> None:
        workshop = Workshop.of(read_manifest(SHIPPED / "service_desk").data)
        self.desk = desk_in(self.folder / str(next(_numbers)), workshop, HandClock())
        made = self.desk.customers.add("Anna", "Meyer", "(202) 555-0143", "")
        for number, hour in enumerate((9, 11, 14)):
            vin = f"2HGFC2F50JH51234{number}"
            vin = vin[:CHECK_AT] + check_digit(vin) + vin[CHECK_AT + 1 :]
            vehicle = self.desk.customers.add_vehicle(made.id, vin, f"8AB{number}", "Honda", "Civic", 2018)
            self.desk.bookings.book(made.id, vehicle.id, "oil change", TUESDAY.replace(hour=hour))
        self.spoken: dict[int, int] = {}

    @rule(
        again=st.booleans(), how=st.sampled_from(["ended", "unanswered", "stopped", "killed", "moved", "cancelled"])
    )
    def call(self, again: bool, how: str) -> None:
        reminders = self.desk.reminders
        for appointment in reminders.due(1, again=again):
            assert reminders.claim(appointment, again=again)
            if how == "stopped":
                reminders.release(appointment)
                return
            if how != "unanswered":
                self.spoken[appointment.id] = self.spoken.get(appointment.id, 0) + 1
            if how == "moved":
                free = self.desk.bookings.free_slots("oil change", TUESDAY.date(), 1)
                self.desk.bookings.reschedule(appointment.id, free[0])
            if how == "cancelled":
                self.desk.bookings.cancel(appointment.id, "ill")
            if how != "killed":
                said = [] if how == "unanswered" else ["Yes."]
                reminders.end(appointment, reminders.judge(appointment, said))

    @invariant()
    def nobody_was_spoken_to_twice(self) -> None:
        assert max(getattr(self, "spoken", {}).values(), default=0) <= 1

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()


_numbers = iter(range(10_000))


def test_any_campaign(tmp_path: Path) -> None:
    machine = type("Here", (Campaign,), {"folder": tmp_path})
    from hypothesis.stateful import run_state_machine_as_test

    few = settings(max_examples=6, stateful_step_count=10, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=few)
