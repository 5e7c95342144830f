"""The workshop's calendar on a real CalDAV server: busy times, appointments, and everything that goes wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.engine.tools.registry import Registry
from desktop.packs.service_desk.calendar_address import CalendarAddress
from desktop.packs.service_desk.calendar_server import CalendarServer
from desktop.packs.service_desk.calendars import CalendarError, ChangedError, Entry
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.entry import desk_in
from desktop.packs.service_desk.errors import DeskError, SlotTakenError
from desktop.packs.service_desk.records import Appointment, Customer
from desktop.packs.service_desk.tools import desk_tools
from desktop.packs.service_desk.workshop import Workshop
from tests.calendar_server import PASSWORD, USER, Between, RadicaleServer
from tests.packs.service_desk.conftest import NINE, TEN, HandClock, there

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The workshop's wall is in New York, and the password in the environment."""
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setenv("SOTTO_TEST_PASSWORD", PASSWORD)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def between(radicale: RadicaleServer) -> Iterator[Between]:
    made = Between(radicale.port)
    yield made
    made.close()


@pytest.fixture
def address(radicale: RadicaleServer, between: Between) -> CalendarAddress:
    """A fresh calendar, with something between."""
    url = f"http://127.0.0.1:{between.port}{radicale.calendar()}"
    return CalendarAddress(url=url, user=USER, password_variable="SOTTO_TEST_PASSWORD", limit_s=8, desk="test")


@pytest.fixture
def calendar(address: CalendarAddress) -> Iterator[CalendarServer]:
    made = CalendarServer(address, fresh_s=0)
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path, workshop: Workshop, clock: HandClock, calendar: CalendarServer) -> Iterator[Desk]:
    """An empty desk with that calendar."""
    with desk_in(tmp_path / "desk", workshop, clock, calendar) as desk:
        yield desk


def put(address: CalendarAddress, name: str, event: str) -> None:
    """Write an event as another program would."""
    import caldav

    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:{name}\r\n"
    text += f"DTSTAMP:20260101T000000Z\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    with caldav.DAVClient(address.url, username=USER, password=PASSWORD) as client:
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        assert client.put(f"{address.url}{name}.ics", text, headers).status in (201, 204)


def test_busy_times_are_those_on_the_workshops_wall(calendar: CalendarServer, address: CalendarAddress) -> None:
    assert calendar.busy(TUESDAY, WEDNESDAY) == []
    put(address, "a", "DTSTART:20261124T150000Z\r\nDTEND:20261124T163000Z")
    put(address, "b", "DTSTART;TZID=Europe/Berlin:20261117T190000\r\nDURATION:PT30M\r\nRRULE:FREQ=WEEKLY")
    put(address, "c", "DTSTART:20261124T190000Z\r\nDTEND:20261124T200000Z\r\nTRANSP:TRANSPARENT")
    put(address, "d", "DTSTART;VALUE=DATE:20261126")
    assert calendar.busy(TUESDAY, WEDNESDAY) == [
        (TEN, datetime(2026, 11, 24, 11, 30)),
        (datetime(2026, 11, 24, 13), datetime(2026, 11, 24, 13, 30)),
    ]
    assert calendar.busy(date(2026, 11, 26), date(2026, 11, 27)) == [(datetime(2026, 11, 26), datetime(2026, 11, 27))]


def test_busy_times_are_honoured_and_own_entries_are_none(
    desk: Desk, anna: Customer, address: CalendarAddress, book: Callable[..., Appointment]
) -> None:
    put(address, "meeting", "DTSTART:20261124T130000Z\r\nDTEND:20261124T150000Z")  # from 8 to 10
    assert next(iter(desk.bookings.free_slots("oil change", TUESDAY, 1))) == TEN
    with pytest.raises(SlotTakenError, match="nobody works at that time"):
        book(NINE)
    assert desk.bookings.upcoming() == []
    assert book(TEN).untold == ""
    other = desk.bookings.book(anna.id, anna.vehicles[1].id, "oil change", TEN)
    assert (other.bay, other.untold) == (2, "")


def test_entries_come_move_and_go_with_the_appointments(
    desk: Desk, calendar: CalendarServer, book: Callable[..., Appointment]
) -> None:
    booked = book()
    assert there(calendar) == {booked.id: "24 09:00"}
    found = calendar.find(booked.id)
    assert found is not None
    assert found.entry.summary == "oil change: Anna Meyer"
    assert desk.bookings.reschedule(booked.id, TEN).untold == ""
    assert there(calendar) == {booked.id: "24 10:00"}
    assert desk.bookings.cancel(booked.id, "ill").untold == ""
    assert there(calendar) == {}
    assert list(desk.sync.due()) == list(desk.sync.differences()) == []


@pytest.mark.parametrize("trouble", ["away", "wrong password", "slow", "no password", "no calendar"])
def test_nothing_is_booked_while_the_calendar_cannot_be_asked(
    tmp_path: Path, workshop: Workshop, clock: HandClock, address: CalendarAddress, between: Between,
    monkeypatch: pytest.MonkeyPatch, trouble: str,
) -> None:  # fmt: skip
    said = {
        "away": "the calendar's server cannot be reached",
        "wrong password": "the calendar does not let Sotto in",
        "slow": "the calendar does not answer in time",
        "no password": "the environment variable SOTTO_TEST_PASSWORD is not set",
        "no calendar": "the calendar's server gave no proper answer",
    }[trouble]
    match trouble:
        case "away":
            address = address.model_copy(update={"url": "http://127.0.0.1:9/bay/"})
        case "wrong password":
            monkeypatch.setenv("SOTTO_TEST_PASSWORD", "open barley")
        case "slow":
            between.hang = {"REPORT"}
        case "no password":
            monkeypatch.delenv("SOTTO_TEST_PASSWORD")
        case "no calendar":
            address = address.model_copy(update={"url": address.url.replace("/bay", "/hall")})
    address = address.model_copy(update={"limit_s": 0.5 if trouble == "slow" else 8})
    with desk_in(tmp_path / "other", workshop, clock, CalendarServer(address)) as desk:
        made = desk.customers.add("Anna", "Meyer", "(202) 555-0143", "")
        registry = Registry(desk_tools(desk))
        told = json.loads(registry.call('{"name": "free_slots", "arguments": {"service": "oil change"}}').result)
        between.over.set()
        registry.close()
        assert said in told["error"]
        assert "barley" not in told["error"]
        assert PASSWORD not in told["error"]
        with pytest.raises(DeskError):
            desk.bookings.book(made.id, 1, "oil change", NINE)
        assert desk.bookings.upcoming() == []


def test_what_the_calendar_does_not_hear_is_kept_and_told_later(
    desk: Desk, calendar: CalendarServer, between: Between, radicale: RadicaleServer, book: Callable[..., Appointment]
) -> None:
    booked = book()
    radicale.stop()
    try:
        gone = desk.bookings.cancel(booked.id, "ill")  # calling off asks for no free time, so it can be done
    finally:
        radicale.start()
    assert gone.state.value == "cancelled"
    assert gone.untold == "the calendar's server cannot be reached"
    assert [(one.appointment, one.what) for one in desk.sync.due()] == [(booked.id, gone.untold)]
    assert there(calendar) == {booked.id: "24 09:00"}
    assert desk.sync.settle_all() == (1, [])
    assert there(calendar) == {}


def test_what_waits_is_told_with_the_next_appointment(
    desk: Desk, anna: Customer, calendar: CalendarServer, between: Between, book: Callable[..., Appointment]
) -> None:
    between.lose = {"PUT"}
    waiting = book()
    between.lose = set()
    other = desk.bookings.book(anna.id, anna.vehicles[1].id, "oil change", NINE)
    assert (other.untold, list(desk.sync.due())) == ("", [])
    assert there(calendar) == {waiting.id: "24 09:00", other.id: "24 09:00"}


def test_an_answer_that_is_lost_makes_no_second_entry_and_no_quarrel(
    desk: Desk, calendar: CalendarServer, between: Between, book: Callable[..., Appointment]
) -> None:
    between.lose = {"PUT"}
    booked = book()
    assert booked.untold == "the calendar's server cannot be reached"
    assert desk.bookings.reschedule(booked.id, TEN).untold != ""
    between.lose = set()
    assert desk.sync.settle(booked.id) == ""
    assert there(calendar) == {booked.id: "24 10:00"}
    between.lose = {"DELETE"}
    assert desk.bookings.cancel(booked.id, "ill").untold != ""
    between.lose = set()
    assert desk.sync.settle_all() == (1, [])
    assert there(calendar) == {}


def test_a_slow_write_is_given_up_and_the_booking_stands(
    desk: Desk, anna: Customer, address: CalendarAddress, between: Between
) -> None:
    desk.calendar = CalendarServer(address.model_copy(update={"limit_s": 1}), fresh_s=0)
    between.hang = {"PUT"}
    registry = Registry(desk_tools(desk))
    wish = {
        "customer": anna.id,
        "vehicle": anna.vehicles[0].id,
        "service": "oil change",
        "starts_at": "2026-11-24T09:00",
    }
    told = json.loads(registry.call(json.dumps({"name": "book_appointment", "arguments": wish})).result)
    between.over.set()
    registry.close()
    assert told["say"].startswith("Booked for Anna Meyer: oil change for the 2018 Honda Civic tomorrow")
    assert told["say"].endswith("The workshop's calendar does not have it yet: the calendar does not answer in time.")
    assert len(desk.bookings.upcoming()) == len(desk.sync.due()) == 1


@pytest.mark.parametrize("change", ["moved", "deleted"])
def test_what_somebody_changed_in_the_calendar_is_not_written_over_unasked(
    desk: Desk, calendar: CalendarServer, address: CalendarAddress, book: Callable[..., Appointment], change: str
) -> None:
    booked = book()
    if change == "moved":
        put(address, f"sotto-test-{booked.id}", "DTSTART:20261124T180000Z\r\nDTEND:20261124T190000Z")
        what, left = "in the calendar at 2026-11-24 13:00", {booked.id: "24 13:00"}
    else:
        calendar.remove(booked.id, "")
        what, left = "not in the calendar", {}
    assert [one.what for one in desk.sync.differences()] == [what]
    moved = desk.bookings.reschedule(booked.id, TEN)
    assert moved.starts_at == TEN
    assert f"appointment {booked.id}" in moved.untold
    assert there(calendar) == left
    assert len(desk.sync.settle_all()[1]) == 1, "not even later"
    assert desk.sync.settle_all(overwrite=True) == (1, [])
    assert there(calendar) == {booked.id: "24 10:00"}
    assert list(desk.sync.differences()) == []


def test_entries_of_appointments_that_are_no_more_are_taken_out_when_asked(
    desk: Desk, calendar: CalendarServer, book: Callable[..., Appointment]
) -> None:
    booked = book()
    calendar.put(Entry(999, TEN, TEN + timedelta(hours=1), "of a desk that was made anew"), "")
    assert [(one.appointment, one.what) for one in desk.sync.differences()] == [
        (999, "in the calendar, not in the book")
    ]
    assert desk.sync.settle_all(overwrite=True)[1] == []
    assert there(calendar) == {booked.id: "24 09:00"}


def test_two_writers_of_one_entry_do_not_overwrite_each_other(calendar: CalendarServer) -> None:
    entry = Entry(1, NINE, TEN, "one")
    first = calendar.put(entry, "")
    with pytest.raises(ChangedError):
        calendar.put(entry, "")
    second = calendar.put(Entry(1, TEN, TEN + timedelta(hours=1), "two"), first)
    with pytest.raises(ChangedError):
        calendar.remove(1, first)
    calendar.remove(1, second)
    calendar.remove(1, "")
    assert calendar.find(1) is None


def test_words_of_customers_stay_words(calendar: CalendarServer) -> None:
    """A name cannot end the event it stands in."""
    name = "Anna\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil; \\n, ü 漢"
    calendar.put(Entry(7, NINE, TEN, name, name), "")
    assert there(calendar) == {7: "24 09:00"}
    found = calendar.find(7)
    assert found is not None
    assert "UID:evil" in found.entry.summary


def test_one_answer_serves_a_whole_search(address: CalendarAddress, between: Between) -> None:
    calendar = CalendarServer(address)
    for week in range(8):
        calendar.busy(TUESDAY + timedelta(weeks=week), WEDNESDAY + timedelta(weeks=week))
    assert between.seen.count("REPORT") <= 2
    calendar.close()


def test_an_event_that_cannot_be_read_is_told(
    desk: Desk, address: CalendarAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = ["BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART:never\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"]
    calendar = CalendarServer(address)
    monkeypatch.setattr(calendar, "_texts", lambda *_, **__: broken)  # Radicale takes none such
    with pytest.raises(CalendarError, match="an event that cannot be read"):
        calendar.busy(TUESDAY, WEDNESDAY)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({}, "url: Field required"),
        ({"url": "http://cal.example/x"}, "begins with https://"),
        ({"url": "https://a:b@cal.example/x"}, "no place in the url"),
        ({"url": "https://cal.example/x", "password": "p"}, "password: Extra inputs"),
        ({"url": "https://cal.example/x", "desk": "A!"}, "desk: String should match"),
    ],
)
def test_addresses_that_will_not_do_are_told(fields: dict[str, Any], complaint: str) -> None:
    from desktop.packs.service_desk.calendar_address import made_address

    with pytest.raises(DeskError, match=complaint):
        made_address(fields)
