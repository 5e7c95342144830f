"""A local calendar file as bytes: the events that are a desk's appointments put in, changed and taken out, while
everything else stays as it was to the byte. Pure."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from desktop.packs.service_desk.calendar_events import entry_of, event_text, number_of
from desktop.packs.service_desk.calendars import Entry, Found

_EVENT = re.compile(rb"^BEGIN:VEVENT[ \t]*\r?\n.*?^END:VEVENT[ \t]*(?:\r?\n|\Z)", re.M | re.S | re.I)
_FOLD = re.compile(rb"\r?\n[ \t]")
_LAST = re.compile(rb"^END:VCALENDAR", re.M | re.I)
_EMPTY = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Sotto//service desk//EN\r\nEND:VCALENDAR\r\n"


def own_blocks(data: bytes, desk: str) -> dict[int, bytes]:
    """The events of a file that are appointments of this desk, as they stand there."""
    found: dict[int, bytes] = {}
    for match in _EVENT.finditer(data):
        number = number_of(_text(match[0]), desk)
        if number is not None:
            found.setdefault(number, match[0])
    return found


def stamp_of(block: bytes | None) -> str:
    """The mark of an event's state; empty where there is none."""
    return hashlib.sha256(block).hexdigest()[:32] if block else ""


def found_in(number: int, block: bytes, desk: str) -> Found:
    """What an event says now; one whose times nobody can read any more lasts no time, long ago."""
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{_text(block)}\r\nEND:VCALENDAR\r\n"
    entry = entry_of(text, desk)
    return Found(entry or Entry(number, datetime.min, datetime.min), stamp_of(block))


def with_entry(data: bytes, entry: Entry, desk: str) -> bytes:
    """The file with an appointment's event, in place of the one that it had, or as the last one.

    Raises ValueError for what is no calendar.
    """
    data = data or _EMPTY
    event = _EVENT.search(event_text(entry, desk).encode())
    assert event is not None
    block = event[0] if b"\r\n" in data else event[0].replace(b"\r\n", b"\n")
    old = own_blocks(data, desk).get(entry.appointment)
    if old is not None:
        return data.replace(old, block, 1)
    ends = list(_LAST.finditer(data))
    if not ends:
        raise ValueError("there is no calendar in it")
    at = ends[-1].start()
    return data[:at] + block + data[at:]


def without_entry(data: bytes, number: int, desk: str) -> bytes:
    """The file without an appointment's event."""
    old = own_blocks(data, desk).get(number)
    return data if old is None else data.replace(old, b"", 1)


def _text(block: bytes) -> str:
    return _FOLD.sub(b"", block).decode("utf-8", "replace")
