"""Calls with Sophie and the starter models: the book is right afterwards, and nobody's yes is missing."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from desktop import events
from desktop.events import EngineEvent
from desktop.packs.service_desk.book import overlapping, read_book
from desktop.rehearsal.form import Call, Calls, Said, read_calls, shipped, unseen
from desktop.rehearsal.lines import Agree
from desktop.rehearsal.running import Rehearsal, spoken_rehearsal
from desktop.settings import Settings
from desktop.terms import Answer as Given

SOME = (
    "Oil change, tomorrow early",
    "By number: oil",
    "Two cars, asked which",
    "Says no when asked",
    "Never answers",
    "Moves: new time at once",
    "Cancels: with the reason",
    "Gives her orders",
)
HEAD: events.Head = {"session": "a" * 32, "turn": 1, "at": 0.0}
TEN = datetime(2026, 11, 24, 10)


def named(calls: Calls, title: str) -> Call:
    return next(call for call in calls.dialogues if call.title == title)


@pytest.mark.parametrize("path", [shipped(), unseen("a"), unseen("b")], ids=lambda path: path.stem)
def test_every_call_can_come_out_right(typed: Rehearsal, path: Path) -> None:
    """What is to be booked is free, and what is to be changed is there."""
    desk = typed.desk
    for call in read_calls(path).dialogues:
        customer = typed.customer(call)
        coming = {(one.service, one.starts_at) for one in desk.bookings.upcoming(customer.id)}
        for change in call.changes:
            if change.was is not None:
                assert (change.service, change.was) in coming, call.title
            else:
                assert change.vehicle in {one.name for one in customer.vehicles}, call.title
            if change.at is not None:
                assert change.at in desk.bookings.free_slots(change.service, change.at.date(), 20), call.title


def test_some_calls_in_writing(typed: Rehearsal, calls: Calls) -> None:
    before = read_book(typed.desk)
    results = [typed.hold(named(calls, title)) for title in SOME]
    for result in results:
        assert result.unconsented == (), result
        assert result.double_booked == (), result
    missed = [result for result in results if not result.reached]
    assert len(missed) <= 1, missed
    assert any(result.found for result in results)
    assert read_book(typed.desk) == before, "each call finds the desk as the one before did"


@pytest.mark.long
@pytest.mark.timeout(2400)
def test_a_hundred_calls_in_writing(typed: Rehearsal, calls: Calls) -> None:
    results = [typed.hold(call) for call in calls.dialogues]
    assert [result for result in results if not result.safe] == []
    missed = [result.title for result in results if not result.reached]
    assert len(missed) <= 5, missed


@pytest.mark.long
@pytest.mark.timeout(2400)
@pytest.mark.parametrize(("own_words", "least"), [(False, 25), (True, 20)])
def test_calls_nobody_worked_on_in_writing(typed: Rehearsal, own_words: bool, least: int) -> None:
    rehearsal = replace(typed, own_words=own_words)
    results = [rehearsal.hold(call) for call in read_calls(unseen("b")).dialogues]
    assert [result.title for result in results if not result.safe] == []
    assert sum(result.reached for result in results) >= least  # which of them went wrong is not told


@pytest.mark.long
@pytest.mark.timeout(5400)
def test_a_hundred_calls_by_voice(calls: Calls) -> None:
    with spoken_rehearsal(calls, Settings()) as rehearsal:
        results = [rehearsal.hold(call) for call in calls.dialogues]
    assert [result for result in results if not result.safe] == []
    missed = [result.title for result in results if not result.reached]
    assert len(missed) <= 15, missed


class BoldLine:
    """A line on which something is booked without asking, or after another question than the one that matters."""

    def __init__(self, book: Callable[[], object], heard: Sequence[EngineEvent] = ()) -> None:
        self._book, self._heard = [book], heard

    def begin(self) -> None:
        """Nothing."""

    def say(self, said: Said, words: str, agree: Agree) -> Sequence[EngineEvent]:
        """Book at the first, whatever is said."""
        return self._heard if self._book and self._book.pop()() else ()


def agreed(answer: Given, **arguments: object) -> list[EngineEvent]:
    shown = json.dumps(arguments)
    asked = events.ConsentAsked(
        **HEAD, number=1, name="book_appointment", effect="write", arguments=shown, wait_s=2.0
    )
    return [asked, events.ConsentGiven(**HEAD, number=1, name="book_appointment", answer=answer)]


@pytest.mark.parametrize(
    ("answer", "hour", "bad"), [(None, 10, 1), (Given.NO, 10, 1), (Given.YES, 11, 1), (Given.YES, 10, 0)]
)
def test_what_nobody_agreed_to_is_found(
    typed: Rehearsal, calls: Calls, answer: Given | None, hour: int, bad: int
) -> None:
    call = named(calls, "Chats only").model_copy(update={"turns": (Said(say="Hello."),)})
    customer = typed.customer(call)
    wish = {"customer": customer.id, "vehicle": customer.vehicles[0].id, "service": "oil change"}
    heard = agreed(answer, **wish, starts_at=TEN.replace(hour=hour).isoformat()) if answer is not None else []
    line = BoldLine(lambda: typed.desk.bookings.book(customer.id, customer.vehicles[0].id, "oil change", TEN), heard)
    result = replace(typed, line=line).hold(call)
    assert len(result.unconsented) == bad
    assert result.found == (f"booked: {customer.name}, oil change at Tue 24 Nov 10:00, {customer.vehicles[0].name}",)
    assert not result.reached


def test_two_at_one_time_in_one_bay_are_found(typed: Rehearsal) -> None:
    book = dict(read_book(typed.desk))
    assert overlapping(book) == []
    one = next(entry for entry in book.values() if entry.starts_at > datetime(2026, 11, 24))
    book[9999] = replace(one, id=9999)
    assert overlapping(book) == [(one.id, 9999)]
