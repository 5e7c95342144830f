"""Busy times of a local iCalendar file, and that nobody is booked into them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from desktop.packs.service_desk.calendar_file import CalendarFile
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.entry import desk_in
from desktop.packs.service_desk.errors import DeskError, SlotTakenError
from desktop.packs.service_desk.records import Customer
from desktop.packs.service_desk.workshop import Workshop
from tests.packs.service_desk.conftest import MONDAY, HandClock

pytestmark = pytest.mark.usefixtures("new_york")
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n"


def write(path: Path, *events: str) -> CalendarFile:
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTAMP:20260101T000000Z\r\n{event}\r\nEND:VEVENT\r\n"
        for number, event in enumerate(events)
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(f"{HEAD}{body}END:VCALENDAR\r\n".encode())
    return CalendarFile(path)


def spans(*events: str, folder: Path, first: date = TUESDAY, end: date = WEDNESDAY) -> list[tuple[str, str]]:
    found = write(folder / "calendar.ics", *events).busy(first, end)
    return [(f"{begin:%d %H:%M}", f"{until:%d %H:%M}") for begin, until in found]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART:20261124T100000\r\nDTEND:20261124T113000", [("24 10:00", "24 11:30")]),
        ("DTSTART:20261124T150000Z\r\nDURATION:PT30M", [("24 10:00", "24 10:30")]),
        (
            "DTSTART;TZID=Europe/Berlin:20261124T160000\r\nDTEND;TZID=Europe/Berlin:20261124T170000",
            [("24 10:00", "24 11:00")],
        ),
        ("DTSTART;VALUE=DATE:20261124", [("24 00:00", "25 00:00")]),
        ("DTSTART;VALUE=DATE:20261120\r\nDTEND;VALUE=DATE:20261128", [("20 00:00", "28 00:00")]),
        ("DTSTART:20261124T100000\r\nDTEND:20261124T110000\r\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20261124T100000\r\nDTEND:20261124T110000\r\nSTATUS:CANCELLED", []),
        ("DTSTART:20261125T000000\r\nDTEND:20261125T110000", []),
        ("DTSTART:20261123T200000\r\nDTEND:20261124T000000", []),
        (
            "DTSTART:20260106T120000\r\nDTEND:20260106T130000\r\nRRULE:FREQ=WEEKLY;BYDAY=TU",
            [("24 12:00", "24 13:00")],
        ),
        ("DTSTART:20260106T120000\r\nDTEND:20260106T130000\r\nRRULE:FREQ=WEEKLY;COUNT=3", []),
        (
            "DTSTART:20260106T120000\r\nDTEND:20260106T130000\r\nRRULE:FREQ=WEEKLY\r\nEXDATE:20261124T120000",
            [],
        ),
        (
            "DTSTART;TZID=America/New_York:20260707T120000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;UNTIL=20271231T000000Z",
            [("24 12:00", "24 13:00")],
        ),
        ("DTSTART:20260106T120000\r\nDURATION:PT1H\r\nRDATE:20261124T080000", [("24 08:00", "24 09:00")]),
    ],
)
def test_busy_times_on_the_wall(tmp_path: Path, event: str, expected: list[tuple[str, str]]) -> None:
    assert spans(event, folder=tmp_path) == expected


def test_one_of_a_series_that_was_moved(tmp_path: Path) -> None:
    path = tmp_path / "calendar.ics"
    series = "DTSTART:20261110T120000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY"
    write(path, series)
    text = path.read_bytes().decode()
    moved = (
        "BEGIN:VEVENT\r\nUID:0\r\nDTSTAMP:20260101T000000Z\r\nRECURRENCE-ID:20261124T120000\r\n"
        "DTSTART:20261124T150000\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    path.write_bytes(text.replace("END:VCALENDAR", moved).encode())
    (span,) = CalendarFile(path).busy(TUESDAY, WEDNESDAY)
    assert span == (datetime(2026, 11, 24, 15), datetime(2026, 11, 24, 16))


def test_a_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "calendar.ics"
    calendar = CalendarFile(path)
    assert calendar.busy(TUESDAY, WEDNESDAY) == []
    write(path, "DTSTART;VALUE=DATE:20261124")
    assert len(calendar.busy(TUESDAY, WEDNESDAY)) == 1
    path.unlink()
    assert calendar.busy(TUESDAY, WEDNESDAY) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"\xff\xfe", HEAD.encode(), f"{HEAD}BEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()],
)
def test_a_file_that_is_no_calendar_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "calendar.ics"
    path.write_bytes(content)
    with pytest.raises(DeskError, match="cannot be read") as caught:
        CalendarFile(path).busy(TUESDAY, WEDNESDAY)
    assert "export it again" in caught.value.advice


def test_nobody_is_booked_into_a_busy_time(tmp_path: Path, workshop: Workshop, anna: Customer, desk: Desk) -> None:
    calendar = write(tmp_path / "calendar.ics", "DTSTART:20261124T081500\r\nDTEND:20261124T101500")
    with desk_in(desk.path.parent, workshop, HandClock(MONDAY), calendar) as kept:
        (first,) = kept.bookings.free_slots("tire change", TUESDAY, 1)
        assert first == datetime(2026, 11, 24, 10, 30)
        for hour in (8, 9, 10):
            with pytest.raises(SlotTakenError, match="nobody works"):
                kept.bookings.book(anna.id, anna.vehicles[0].id, "tire change", datetime(2026, 11, 24, hour))
        assert kept.bookings.book(anna.id, anna.vehicles[0].id, "tire change", first).starts_at == first
