"""The workshop's calendar on a CalDAV server (RFC 4791): asked for busy times, told of appointments.

Each request has a limit, and the desk's tools have the time for a few, so that whoever waits gets an honest answer.
An entry is only written over, or removed, while it is as Sotto left it (If-Match).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from datetime import time as day_time
from typing import Any, TypeVar
from urllib.parse import urljoin

from desktop.engine.tools.deadline import LimitedRun
from desktop.packs.service_desk.calendar_address import CalendarAddress
from desktop.packs.service_desk.calendar_events import entry_of, event_text, identity, is_ours
from desktop.packs.service_desk.calendar_file import read_events, spans_of
from desktop.packs.service_desk.calendars import CalendarError, ChangedError, Entry, Found
from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.slots import HORIZON, Span

T = TypeVar("T")
FRESH_S = 5.0
"""So long an answer about busy times holds, for the many questions of one search for a free slot."""
_CALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
_GONE, _CHANGED, _FINE = (404, 410), 412, (200, 201, 204)


class CalendarServer:
    """A `DeskCalendar`. Opens no connection before it is asked."""

    keeps_appointments = True

    def __init__(self, address: CalendarAddress, *, fresh_s: float = FRESH_S) -> None:
        """`fresh_s` is another time than usual."""
        self._address, self.limit_s, self._fresh_s = address, address.limit_s, fresh_s
        self._lock = threading.Lock()
        self._overdue: list[LimitedRun[Any]] = []
        self._read: tuple[float, date, date, Sequence[str]] | None = None

    def busy(self, first: date, end: date) -> Sequence[Span]:
        """See `DeskCalendar`."""
        from_, until = datetime.combine(first, day_time()), datetime.combine(end, day_time())
        events = [event for text in self._texts(first, end) for event in self._parsed(text)]
        return sorted(span for event in events for span in spans_of(event, from_, until))

    def put(self, entry: Entry, stamp: str) -> str:
        """See `DeskCalendar`."""
        condition = {"If-Match": stamp} if stamp else {"If-None-Match": "*"}
        text = event_text(entry, self._address.desk)

        def write(client: Any) -> str:
            answer = client.put(self._url(entry.appointment), text, _CALENDAR | condition)
            self._check(answer.status, entry.appointment)
            # a server that changes what it is given does not say the stamp at once
            return str(answer.headers.get("ETag", "")) or self._look(client, entry.appointment)[1]

        return self._asked(write)

    def remove(self, appointment: int, stamp: str) -> None:
        """See `DeskCalendar`."""

        def write(client: Any) -> None:
            answer = client.request(self._url(appointment), "DELETE", "", {"If-Match": stamp} if stamp else {})
            if answer.status not in _GONE:
                self._check(answer.status, appointment)

        self._asked(write)

    def find(self, appointment: int) -> Found | None:
        """See `DeskCalendar`."""
        text, stamp = self._asked(lambda client: self._look(client, appointment))
        entry = entry_of(text, self._address.desk) if text else None
        return Found(entry, stamp) if entry is not None else None

    def entries(self, first: date, end: date) -> Sequence[Found]:
        """See `DeskCalendar`."""
        found = (entry_of(text, self._address.desk) for text in self._texts(first, end, fresh=True))
        return [Found(entry, "") for entry in found if entry is not None]

    def close(self) -> None:
        """Wait for requests that were given up; each ends with the limit of its connection."""
        with self._lock:
            overdue, self._overdue = self._overdue, []
        for run in overdue:
            run.join(self.limit_s + 1)

    def _texts(self, first: date, end: date, *, fresh: bool = False) -> Sequence[str]:
        """The calendar's events of some days, each with what belongs to it, as iCalendar."""
        with self._lock:
            kept = self._read
        if not fresh and kept is not None and time.monotonic() < kept[0] and kept[1] <= first and end <= kept[2]:
            return kept[3]
        last = max(end, first + HORIZON)
        # a day more on both sides: the wall here may be hours from that of the server
        start, stop = (datetime.combine(day, day_time()) for day in (first - timedelta(1), last + timedelta(1)))

        def read(client: Any) -> Sequence[str]:
            calendar = client.calendar(url=self._address.url)
            return [str(event.data) for event in calendar.search(start=start, end=stop, event=True, expand=False)]

        texts = self._asked(read)
        with self._lock:
            self._read = time.monotonic() + self._fresh_s, first, last, texts
        return texts

    def _parsed(self, text: str) -> Sequence[Any]:
        try:
            return () if is_ours(text, self._address.desk) else read_events(text.encode())
        except (ValueError, TypeError, KeyError, AttributeError) as error:  # what the parsers raise at bad text
            raise CalendarError("the calendar has an event that cannot be read", advice="look at it there") from error

    def _look(self, client: Any, appointment: int) -> tuple[str, str]:
        """An entry's text and stamp; both empty when it is gone."""
        answer = client.request(self._url(appointment), "GET")
        if answer.status in _GONE:
            return "", ""
        self._check(answer.status, appointment)
        return str(answer.raw), str(answer.headers.get("ETag", ""))

    def _check(self, status: int, appointment: int) -> None:
        if status == _CHANGED:
            message = f"the calendar's entry of appointment {appointment} was changed by somebody"
            raise ChangedError(message, advice="`sotto desk calendar` shows what differs")
        if status not in _FINE:
            raise CalendarError(f"the calendar refused it (HTTP {status})", advice="see that it may be written")

    def _url(self, appointment: int) -> str:
        return urljoin(self._address.url.rstrip("/") + "/", f"{identity(appointment, self._address.desk)}.ics")

    def _asked(self, work: Callable[[Any], T]) -> T:
        """Do a piece of work with the server within the limit. Raises CalendarError for all that can go wrong."""
        password = self._password()
        run = LimitedRun("calendar", lambda: self._connected(work, password))
        try:
            return run.result(self.limit_s, lambda: False)
        except TimeoutError as error:
            raise CalendarError("the calendar does not answer in time", advice="try again later") from error
        finally:
            if run.alive:
                with self._lock:
                    self._overdue = [*(one for one in self._overdue if one.alive), run]

    def _password(self) -> str:
        try:
            return self._address.password()
        except DeskError as error:
            raise CalendarError(str(error), advice=error.advice) from error

    def _connected(self, work: Callable[[Any], T], password: str) -> T:
        import caldav
        import requests
        from caldav.lib import error as refused
        from lxml.etree import LxmlError

        kind = requests.auth.HTTPDigestAuth if self._address.way == "digest" else requests.auth.HTTPBasicAuth
        auth = kind(self._address.user.encode(), password.encode()) if self._address.user else None
        try:
            with caldav.DAVClient(self._address.url, auth=auth, timeout=self.limit_s) as client:  # type: ignore[arg-type] # may be a part of a second
                return work(client)
        except refused.AuthorizationError as error:
            advice = "see that user and password are right: `sotto desk calendar set`"
            raise CalendarError("the calendar does not let Sotto in", advice=advice) from error
        except requests.Timeout as error:
            raise CalendarError("the calendar does not answer in time", advice="try again later") from error
        except (requests.RequestException, OSError) as error:
            raise CalendarError("the calendar's server cannot be reached", advice="try again later") from error
        except (refused.DAVError, LxmlError, ValueError, AssertionError) as error:
            raise CalendarError(
                "the calendar's server gave no proper answer", advice="see that its url is right"
            ) from error
