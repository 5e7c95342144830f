"""The desk's file, opened when it is first needed."""

from __future__ import annotations

import threading

from desktop.packs.pack import PackHome
from desktop.packs.service_desk.bookings import Bookings
from desktop.packs.service_desk.calendar_sync import CalendarSync
from desktop.packs.service_desk.calendars import DeskCalendar, NoCalendar
from desktop.packs.service_desk.customers import Customers
from desktop.packs.service_desk.index import CustomerIndex
from desktop.packs.service_desk.reminders import Reminders
from desktop.packs.service_desk.talk import Talk
from desktop.packs.service_desk.workshop import Workshop
from desktop.storage.database import Database


class Desk:
    """Customers and appointments of one workshop. Any thread; opens its file at the first question."""

    def __init__(self, home: PackHome, workshop: Workshop, calendar: DeskCalendar | None = None) -> None:
        """Keep everything in the home's folder; its clock is the one on the workshop's wall."""
        self._home = home
        self.path = home.folder / home.file
        self.workshop = workshop
        self.now = home.now
        self.calendar: DeskCalendar = calendar or NoCalendar()
        self.talk = Talk(home.now)
        self.index = CustomerIndex(self.database)
        self._lock = threading.Lock()
        self._opened: Database | None = None

    @property
    def customers(self) -> Customers:
        """Customers, vehicles and what was done to them. Raises DatabaseError."""
        return Customers(self.database(), self.workshop.region, self.now)

    @property
    def bookings(self) -> Bookings:
        """Appointments. Raises DatabaseError."""
        return Bookings(self.database(), self.workshop, self.now, self.calendar)

    @property
    def reminders(self) -> Reminders:
        """Calls that remind of appointments. Raises DatabaseError."""
        return Reminders(self.database(), self.bookings, self.now)

    @property
    def sync(self) -> CalendarSync:
        """What the calendar has of the appointments. Raises DatabaseError."""
        return CalendarSync(self.database(), self.calendar, self.now)

    def database(self) -> Database:
        """The open file: opening takes longer than a look-up may. Raises DatabaseError."""
        with self._lock:
            if self._opened is None:
                self._opened = self._home.database()
            return self._opened

    def close(self) -> None:
        """Close the file. Harmless when closed, or never opened."""
        self.calendar.close()
        with self._lock:
            if self._opened is not None:
                self._opened.close()
            self._opened = None

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
