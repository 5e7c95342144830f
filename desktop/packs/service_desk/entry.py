"""Opens the pack."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from desktop.packs.enabled import pack_home
from desktop.packs.manifest import read_manifest
from desktop.packs.pack import Opened, PackHome
from desktop.packs.service_desk.calendar_address import CalendarPath, load_address
from desktop.packs.service_desk.calendar_file import FILE, CalendarFile
from desktop.packs.service_desk.calendar_kept import KeptCalendarFile
from desktop.packs.service_desk.calendar_server import CalendarServer
from desktop.packs.service_desk.calendars import DeskCalendar
from desktop.packs.service_desk.calls import call_facts
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.tools import desk_tools
from desktop.packs.service_desk.workshop import Workshop


def open_desk(home: PackHome) -> Desk:
    """The desk of a home; its file is opened when it is first asked, and so is its calendar. Raises DeskError."""
    return Desk(home, Workshop.of(home.data), _calendar(home.folder))


def desk_in(
    folder: Path, workshop: Workshop, now: Callable[[], datetime], calendar: DeskCalendar | None = None
) -> Desk:
    """Another workshop's desk, which keeps everything in `folder`; `now` is the time on its wall."""
    source = Path(__file__).parent
    return Desk(pack_home(read_manifest(source), source, folder, now), workshop, calendar)


def _calendar(folder: Path) -> DeskCalendar:
    """The one on a server or in a file that is set, or else a file that is only read, and need not be there."""
    address = load_address(folder)
    if isinstance(address, CalendarPath):
        return kept_file(folder, address)
    return CalendarServer(address) if address is not None else CalendarFile(folder / FILE)


def kept_file(folder: Path, address: CalendarPath) -> KeptCalendarFile:
    """The local file into which the desk in `folder` writes."""
    return KeptCalendarFile(Path(address.file), address.desk, folder / "calendar.lock")


def open_pack(home: PackHome) -> Opened:
    """What the manifest names. Raises DeskError."""
    desk = open_desk(home)
    return Opened(desk_tools(desk), partial(call_facts, desk), desk.close)
