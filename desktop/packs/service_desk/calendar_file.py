"""When nobody works, by a calendar in a local file: iCalendar, as every calendar program exports it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from desktop.packs.service_desk.calendar_events import is_own
from desktop.packs.service_desk.calendars import CalendarError, NoCalendar
from desktop.packs.service_desk.slots import Span

FILE = "calendar.ics"
_DAY = timedelta(days=1)
Event = Any
"""An `icalendar.Event`: each of its properties may be of any of thirty types, and which one only the file tells."""


@dataclass(frozen=True, slots=True)
class BusyEvent:
    """One event, or a series of them."""

    start: datetime
    """With a zone unless the event has none."""
    length: timedelta
    rule: str
    """RRULE of a series; empty for one event."""
    added: frozenset[datetime]
    """Further beginnings."""
    left_out: frozenset[datetime]
    """Beginnings of the series that do not take place, or at another time."""


class CalendarFile(NoCalendar):
    """A `DeskCalendar` that another program writes: the busy times in one file, read again when it changes."""

    def __init__(self, path: Path, besides: str = "") -> None:
        """With `besides`, the mark of a desk, its own entries keep nobody busy."""
        self._path, self._besides = path, besides
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._events: Sequence[BusyEvent] = ()

    def busy(self, first: date, end: date) -> Sequence[Span]:
        """Busy times that meet the days from `first` up to, but not including, `end`, on the wall here.

        Without a file there are none. Raises CalendarError when it cannot be read: nobody is to be booked into a
        holiday.
        """
        from_, until = datetime.combine(first, time()), datetime.combine(end, time())
        try:
            found = [span for event in self._current() for span in spans_of(event, from_, until)]
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:  # what the parsers raise at bad files
            raise self._unreadable(str(error)) from error
        return sorted(found)

    def _current(self) -> Sequence[BusyEvent]:
        with self._lock:
            try:
                status = self._path.stat()
            except FileNotFoundError:
                self._stamp, self._events = None, ()
                return ()
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp != self._stamp:
                self._events = read_events(self._path.read_bytes(), self._besides)
                self._stamp = stamp
            return self._events

    def _unreadable(self, detail: str) -> CalendarError:
        message = f"the calendar {self._path} cannot be read ({detail})"
        return CalendarError(message, advice="export it again as iCalendar, or move it away")


def read_events(data: bytes, besides: str = "") -> list[BusyEvent]:
    """The events of an iCalendar file that keep people busy, without the entries of the desk of that mark.

    Raises ValueError and others for what is none.
    """
    from icalendar import Calendar

    calendars = Calendar.from_ical(data, multiple=True)
    if not calendars:
        raise ValueError("there is no calendar in it")
    events: list[Event] = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    moved: dict[str, set[datetime]] = {}
    for event in events:
        if "RECURRENCE-ID" in event:
            moved.setdefault(str(event.get("UID")), set()).add(_moment(event["RECURRENCE-ID"].dt))
    busy = (each for each in events if _keeps_busy(each) and not (besides and is_own(str(each.get("UID")), besides)))
    return [_event(each, moved.get(str(each.get("UID")), set())) for each in busy]


def _keeps_busy(event: Event) -> bool:
    return str(event.get("TRANSP", "OPAQUE")) != "TRANSPARENT" and str(event.get("STATUS", "")) != "CANCELLED"


def _event(event: Event, moved: set[datetime]) -> BusyEvent:
    start = event["DTSTART"].dt
    if "DTEND" in event:
        length = _moment(event["DTEND"].dt) - _moment(start)
    elif "DURATION" in event:
        length = event["DURATION"].dt
    else:
        length = timedelta() if isinstance(start, datetime) else _DAY
    series = "RRULE" in event and "RECURRENCE-ID" not in event
    return BusyEvent(
        _moment(start),
        length,
        event["RRULE"].to_ical().decode() if series else "",
        frozenset(_dates(event.get("RDATE"))),
        frozenset({*_dates(event.get("EXDATE")), *(moved if series else ())}),
    )


def _dates(value: Any) -> Iterator[datetime]:
    """What one or several lines of dates hold."""
    for line in value if isinstance(value, list) else [value] if value is not None else []:
        for each in line.dts:
            yield _moment(each.dt)


def _moment(value: date) -> datetime:
    """A whole day begins at midnight on the wall."""
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def spans_of(event: BusyEvent, from_: datetime, until: datetime) -> Iterator[Span]:
    """The times of an event, or of those of a series, that meet the time between two moments on the wall here."""
    for start in _starts(event, from_, until):
        begin, end = _on_the_wall(start), _on_the_wall(start + event.length)
        if begin < until and from_ < end:
            yield begin, end


def _starts(event: BusyEvent, from_: datetime, until: datetime) -> Iterator[datetime]:
    yield from event.added
    if not event.rule:
        yield event.start
        return
    from dateutil.rrule import rrulestr

    zone = event.start.tzinfo
    # a day more on both sides: the wall here may be hours from that of the event
    early, late = from_ - event.length - _DAY, until + _DAY
    if zone is not None:
        early, late = early.replace(tzinfo=zone), late.replace(tzinfo=zone)
    for start in rrulestr(event.rule, dtstart=event.start).between(early, late, inc=True):
        if start not in event.left_out:
            yield start


def _on_the_wall(at: datetime) -> datetime:
    return at if at.tzinfo is None else at.astimezone().replace(tzinfo=None)
