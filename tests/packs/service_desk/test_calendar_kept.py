"""Appointments in a local calendar file: they come, move and go, and everything else stays, to the byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.packs.service_desk.calendar_blocks import own_blocks, with_entry, without_entry
from desktop.packs.service_desk.calendar_kept import KeptCalendarFile
from desktop.packs.service_desk.calendars import CalendarError, ChangedError, Entry
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.entry import desk_in
from desktop.packs.service_desk.errors import SlotTakenError
from desktop.packs.service_desk.records import Appointment, Customer
from desktop.packs.service_desk.workshop import Workshop
from tests.packs.service_desk.conftest import NINE, TEN, HandClock, there

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
pytestmark = pytest.mark.usefixtures("new_york")
FOREIGN = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Somebody//Else//DE\r\nX-WR-CALNAME:Gr\xc3\xbc\xc3\x9fe\r\n"
    b"BEGIN:VEVENT\r\nUID:meeting\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Meeting\\, all of us, a lo\r\n ng one\r\n"
    b"DTSTART:20261124T130000Z\r\nDTEND:20261124T140000Z\r\nX-ODD;A=b:kept  \r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n"
    b"DESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VTODO\r\nUID:todo\r\nEND:VTODO\r\n"
    b"END:VCALENDAR\r\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of a calendar program, and a link to it: the meeting is from 8 to 9 on the wall."""
    real, link = tmp_path / "program" / "work.ics", tmp_path / "calendar.ics"
    real.parent.mkdir()
    real.write_bytes(FOREIGN)
    real.chmod(0o640)
    link.symlink_to(real)
    return link


@pytest.fixture
def calendar(file: Path, tmp_path: Path) -> KeptCalendarFile:
    return KeptCalendarFile(file, "a1", tmp_path / "lock")


@pytest.fixture
def desk(tmp_path: Path, workshop: Workshop, clock: HandClock, calendar: KeptCalendarFile) -> Iterator[Desk]:
    with desk_in(tmp_path / "desk", workshop, clock, calendar) as desk:
        yield desk


def test_entries_come_move_and_go_and_nothing_else_changes(
    desk: Desk, anna: Customer, calendar: KeptCalendarFile, file: Path, book: Callable[..., Appointment]
) -> None:
    with pytest.raises(SlotTakenError, match="nobody works"):
        book(datetime(2026, 11, 24, 8, 30))
    assert file.read_bytes() == FOREIGN
    booked = book()
    assert (booked.untold, there(calendar)) == ("", {booked.id: "24 09:00"})
    found = calendar.find(booked.id)
    assert found is not None
    assert found.entry.summary == "oil change: Anna Meyer"
    assert desk.bookings.book(anna.id, anna.vehicles[1].id, "oil change", NINE).bay == 2  # its own keep nobody busy
    assert desk.bookings.reschedule(booked.id, TEN).untold == ""
    assert there(calendar)[booked.id] == "24 10:00"
    other = next(iter(there(calendar).keys() - {booked.id}))
    assert [desk.bookings.cancel(one, "ill").untold for one in (booked.id, other)] == ["", ""]
    assert file.read_bytes() == FOREIGN
    assert file.is_symlink()
    assert file.resolve().stat().st_mode & 0o777 == 0o640
    assert list(desk.sync.due()) == list(desk.sync.differences()) == []
    assert [path.name for path in file.resolve().parent.iterdir()] == ["work.ics"]


def test_a_file_that_is_not_there_is_made_and_rid_of_all(tmp_path: Path) -> None:
    calendar = KeptCalendarFile(tmp_path / "new" / "calendar.ics", "a1", tmp_path / "lock")
    assert calendar.busy(TUESDAY, WEDNESDAY) == []
    assert calendar.find(1) is None
    calendar.put(Entry(1, NINE, TEN, "oil change"), "")
    calendar.put(Entry(2, NINE, TEN, "oil change"), "")
    assert there(calendar) == {1: "24 09:00", 2: "24 09:00"}
    assert calendar.busy(TUESDAY, WEDNESDAY) == []
    assert KeptCalendarFile(tmp_path / "new" / "calendar.ics", "b2", tmp_path / "l").busy(TUESDAY, WEDNESDAY)
    assert calendar.remove_all() == 2
    assert there(calendar) == {}


def test_an_entry_that_somebody_moved_or_deleted_is_not_written_over(
    desk: Desk, calendar: KeptCalendarFile, file: Path, book: Callable[..., Appointment]
) -> None:
    booked = book()
    file.write_bytes(file.read_bytes().replace(b"20261124T140000Z\r\nDTEND:20261124T150000Z", b"20261125T140000Z\r\nDTEND:20261125T150000Z"))  # fmt: skip  # noqa: E501
    moved = desk.bookings.reschedule(booked.id, TEN)
    assert moved.untold.startswith("somebody")
    assert there(calendar) == {booked.id: "25 09:00"}
    assert desk.sync.settle_all(overwrite=True) == (1, [])
    assert there(calendar) == {booked.id: "24 10:00"}
    file.write_bytes(FOREIGN)  # a program wrote over it with what it had read before
    assert [one.appointment for one in desk.sync.differences()] == [booked.id]
    assert desk.sync.settle_all(overwrite=True) == (1, [])
    assert there(calendar) == {booked.id: "24 10:00"}


def test_a_program_that_adds_to_an_entry_is_no_quarrel(
    desk: Desk, file: Path, calendar: KeptCalendarFile, book: Callable[..., Appointment]
) -> None:
    booked = book()
    file.write_bytes(file.read_bytes().replace(b"UID:sotto-", b"X-SEEN:yes\r\nUID:sotto-").replace(b"\r\n", b"\n"))
    assert desk.bookings.reschedule(booked.id, TEN).untold == ""
    assert there(calendar) == {booked.id: "24 10:00"}
    assert b"\r" not in file.read_bytes()


@pytest.mark.parametrize("content", [b"nonsense\n", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\xff\xfe\x00"])
def test_what_is_no_calendar_is_told_and_left_alone(
    file: Path, calendar: KeptCalendarFile, book: Callable[..., Appointment], content: bytes
) -> None:
    file.resolve().write_bytes(content)
    with pytest.raises(CalendarError, match="cannot be read"):
        book()
    with pytest.raises(CalendarError, match="cannot be read"):
        calendar.put(Entry(1, NINE, TEN), "")
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_told_and_the_booking_stands(
    desk: Desk,
    file: Path,
    calendar: KeptCalendarFile,
    book: Callable[..., Appointment],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    booked = book()
    assert "cannot be written (No space left on device)" in booked.untold
    assert file.read_bytes() == FOREIGN
    assert [path.name for path in file.resolve().parent.iterdir()] == ["work.ics"]
    monkeypatch.undo()
    monkeypatch.setenv("TZ", "America/New_York")
    assert desk.sync.settle_all() == (1, [])
    assert there(calendar) == {booked.id: "24 09:00"}


def test_what_another_program_writes_meanwhile_is_not_lost(
    file: Path, calendar: KeptCalendarFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    later, written = FOREIGN.replace(b"Meeting", b"Changed"), list[bytes]()
    real = KeptCalendarFile._bytes

    def read(self: KeptCalendarFile) -> bytes:
        data = real(self)
        if not written:
            written.append(later)
            file.resolve().write_bytes(later + b"\r\n")
        return data

    monkeypatch.setattr(KeptCalendarFile, "_bytes", read)
    calendar.put(Entry(1, NINE, TEN), "")
    assert b"Changed" in file.read_bytes()
    assert there(calendar) == {1: "24 09:00"}


def test_many_who_write_at_once_lose_no_entry(file: Path, tmp_path: Path) -> None:
    calendars = [KeptCalendarFile(file, "a1", tmp_path / "lock") for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: calendars[n % 6].put(Entry(n, NINE, TEN), ""), range(24)))
    assert set(there(calendars[0])) == set(range(24))
    with pytest.raises(ChangedError):
        calendars[0].put(Entry(3, NINE, TEN), "")
    assert calendars[1].remove_all() == 24
    assert file.read_bytes() == FOREIGN


FOREIGN_EVENTS = st.lists(
    st.builds(
        lambda uid, text, end: b"BEGIN:VEVENT%sUID:%s%sSUMMARY:%s%sEND:VEVENT%s" % (end, uid, end, text, end, end),
        st.sampled_from([b"x", b"sotto-b2-1", b"sotto-a1-", b"sotto-a1-7x", b"SOTTO"]),
        st.text("abc ,;:\\ü", max_size=20).map(str.encode),
        st.sampled_from([b"\r\n", b"\n"]),
    ),
    max_size=4,
)


def at(number: int, start: datetime) -> Entry:
    return Entry(number, start, start + timedelta(hours=1), "ü, long " * 20)


@given(FOREIGN_EVENTS, st.lists(st.tuples(st.integers(1, 4), st.integers(0, 300)), max_size=8))
def test_whatever_stands_there_stays_to_the_byte(events: list[bytes], changes: list[tuple[int, int]]) -> None:
    before = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + b"".join(events) + b"END:VCALENDAR\r\n"
    data, booked = before, dict[int, datetime]()
    for number, minutes in changes:
        if minutes:
            booked[number] = NINE + timedelta(minutes=minutes)
            data = with_entry(data, at(number, booked[number]), "a1")
        else:
            booked.pop(number, None)
            data = without_entry(data, number, "a1")
        assert set(own_blocks(data, "a1")) == set(booked)
    for number in booked:
        data = without_entry(data, number, "a1")
    assert data == before
