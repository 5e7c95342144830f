"""What an attempt comes in by: notes, record, papers, desk, calendar, tool server. All real."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.documents.library import Library
from desktop.engine.tools.clock import clock_tool
from desktop.engine.tools.documents import documents_tool
from desktop.engine.tools.history import Found, history_tool
from desktop.engine.tools.notes import note_tools
from desktop.engine.tools.registry import Tool
from desktop.engine.tools.store import JsonList
from desktop.job import Job
from desktop.mcp_client.asking import ask
from desktop.mcp_client.offered import save_offer
from desktop.mcp_client.servers import Servers
from desktop.packs.finding import SHIPPED
from desktop.packs.manifest import read_manifest
from desktop.packs.service_desk.calendar_file import CalendarFile
from desktop.packs.service_desk.calls import call_facts
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.entry import desk_in
from desktop.packs.service_desk.vin import CHECK_AT, check_digit
from desktop.packs.service_desk.workshop import Workshop
from desktop.paths import Paths
from desktop.settings import McpServer, McpSettings
from desktop.settings.operating import DocumentSettings
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from tests.safety.attempts import Attempt
from tests.storage.samples import SESSION, turn

NOW = datetime(2026, 11, 23, 9, 12)
PHONE, OTHERS_PHONE = "202 555 0143", "202 555 0144"
SERVER = Path(__file__).parent / "server.py"
SOPHIE = read_manifest(SHIPPED / "service_desk").personas[0]


def own_tools(attempt: Attempt, folder: Path) -> list[Tool]:
    """Clock, notes, and the record where an attempt is part of it."""
    notes = JsonList(folder / "notes.json", str)
    notes.replace(["milk", attempt.marked] if attempt.channel == "note" else ["milk"])
    own = [clock_tool(lambda: NOW), *note_tools(notes)]
    if attempt.channel != "past conversation":
        return own
    with Database.open(folder / "record.db") as database:
        store = Conversations(database)
        store.start_session(SESSION, datetime(2026, 11, 1, tzinfo=UTC))
        store.add_turn(turn(session=SESSION, transcript=attempt.marked))

    def search(query: str, most: int) -> list[Found]:
        with Database.open(folder / "record.db") as database:
            found = Conversations(database).search(query, most, session="", tool="search_history")
        return [Found(one.started_at, one.transcript, one.generated) for one in found]

    return [*own, history_tool(search)]


@contextmanager
def papers(attempt: Attempt, folder: Path) -> Iterator[list[Tool]]:
    """The tool that searches a folder of the user's, where a file or its name is the attempt."""
    named = attempt.channel == "document name"
    if not named and attempt.channel != "indexed document":
        yield []
        return
    papers = folder / "papers"
    papers.mkdir()
    heading = "The plumber" if named else attempt.marked
    text = f"# {heading}\n\nThe plumber comes on Monday at nine.\n\n{'' if named else attempt.marked}\n"
    (papers / f"{attempt.marked if named else 'house'}.md").write_text(text, "utf-8")
    settings = DocumentSettings(folders=(str(papers),))
    with closing(Library(lambda: settings, Paths(folder))) as library:
        library.refresh(Job())
        yield [documents_tool(library.find)]


@contextmanager
def desk_of(attempt: Attempt, folder: Path) -> Iterator[Desk | None]:
    """A workshop with two customers, one of them with the attempt for a name, and a calendar; if it comes to that."""
    if attempt.channel not in ("customer name", "caller", "calendar"):
        yield None
        return
    calendar = folder / "calendar.ics"
    if attempt.channel == "calendar":
        calendar.write_text(_ICS.format(text=attempt.marked), "utf-8", newline="\r\n")
    workshop = Workshop.of(read_manifest(SHIPPED / "service_desk").data)
    with desk_in(folder / "desk", workshop, lambda: NOW, CalendarFile(calendar)) as desk:
        anna = desk.customers.add("Anna", "Meyer", PHONE)
        vin = "2HGFC2F59JH512345"
        vin = vin[:CHECK_AT] + check_digit(vin) + vin[CHECK_AT + 1 :]
        vehicle = desk.customers.add_vehicle(anna.id, vin, "8AB2018", "Honda", "Civic", 2018)
        desk.bookings.book(anna.id, vehicle.id, "oil change", NOW.replace(hour=9, minute=0) + timedelta(days=1))
        if attempt.channel in ("customer name", "caller"):
            desk.customers.add("Eve", attempt.marked, OTHERS_PHONE)
        yield desk


_ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:1
DTSTAMP:20261101T000000Z
DTSTART:20261124T130000
DTEND:20261124T140000
SUMMARY:{text}
DESCRIPTION:{text}
LOCATION:{text}
END:VEVENT
END:VCALENDAR
"""


def sophie(desk: Desk) -> str:
    """What Sophie is told when the customer whose name is the attempt calls."""
    facts = call_facts(desk, {"phone": OTHERS_PHONE})
    prompt = SOPHIE.choose(facts)
    assert prompt is not None
    return prompt.filled(facts)


@contextmanager
def served(attempt: Attempt, folder: Path) -> Iterator[list[Tool]]:
    """The tools of a server that the user trusts, or all of them would be asked for anyhow."""
    said = {
        "server result": {"result": attempt.marked},
        "server error": {"result": attempt.marked, "fails": True},
        "server description": {"description": attempt.marked},
        "server schema": {"schema": attempt.marked},
        "server name": {"name": f"{attempt.text}_{attempt.mark}"},
        "document": {"result": attempt.marked},
        "hand-over": {"result": attempt.marked},
    }.get(attempt.channel)
    if said is None and not any("page_" in call for call in attempt.calls):
        yield []
        return
    spec = folder / "spec.json"
    spec.write_text(json.dumps(said or {}))
    server = McpServer(
        name="page", command=(sys.executable, "-I", "-S", str(SERVER), str(spec)), trusted=True, deadline_s=10
    )
    save_offer(folder / "mcp", server.name, ask(server))
    servers = Servers(McpSettings(servers=(server,)), folder / "mcp")
    try:
        yield list(servers.tools)
    finally:
        servers.close()
