"""Appointments as iCalendar events, and back. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from desktop.packs.service_desk.calendars import Entry

_UID = re.compile(r"^UID[^:\r\n]*:(\S+)", re.MULTILINE)


def identity(appointment: int, desk: str) -> str:
    """What an appointment's event is called in the calendar, and its file on the server."""
    return f"sotto-{desk}-{appointment}"


def is_ours(text: str, desk: str) -> bool:
    """Whether an event is one of this desk's appointments."""
    return number_of(text, desk) is not None


def number_of(text: str, desk: str) -> int | None:
    """The number of the appointment of this desk that an event, not folded, is; None for any other."""
    found = _UID.search(text)
    return _number(found[1], desk) if found is not None else None


def is_own(uid: str, desk: str) -> bool:
    """Whether an event of that UID is one of this desk's appointments."""
    return _number(uid, desk) is not None


def _number(uid: str, desk: str) -> int | None:
    found = re.fullmatch(rf"sotto-{re.escape(desk)}-(\d{{1,10}})", uid)
    return int(found[1]) if found else None


def event_text(entry: Entry, desk: str) -> str:
    """An appointment as a calendar of one event; its times in UTC, so that they are right on every wall."""
    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", identity(entry.appointment, desk))
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", entry.start.astimezone(UTC))
    event.add("dtend", entry.end.astimezone(UTC))
    event.add("summary", entry.summary)
    if entry.description:
        event.add("description", entry.description)
    calendar = Calendar()
    calendar.add("prodid", "-//Sotto//service desk//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return str(calendar.to_ical().decode("utf-8"))


def entry_of(text: str, desk: str) -> Entry | None:
    """The appointment that an event is; None for any other event, and for what is no longer one event with times."""
    from icalendar import Calendar

    try:
        events: list[Any] = Calendar.from_ical(text).walk("VEVENT")  # see `calendar_file.Event`
        (event,) = events
        number = _number(str(event.get("UID", "")), desk)
        start, end = (_wall(event[name].dt) for name in ("DTSTART", "DTEND"))
    except (ValueError, KeyError, TypeError, AttributeError):  # what the parser raises at bad text
        return None
    return None if number is None else Entry(number, start, end, str(event.get("SUMMARY", "")))


def _wall(at: datetime) -> datetime:
    return at.astimezone().replace(tzinfo=None, second=0, microsecond=0) if at.tzinfo else at
