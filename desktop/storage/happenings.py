"""What happens in a session besides what is said: failures, devices, timers, control words, consent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from desktop.events import (
    ConsentAsked,
    ConsentGiven,
    ControlObeyed,
    DeviceChanged,
    Event,
    Interrupted,
    StageFailed,
    Summarised,
    TimerRang,
)
from desktop.storage.keeping import find_session
from desktop.storage.side_tables import EventRow
from desktop.storage.states import Severity

KEPT = (
    StageFailed | DeviceChanged | TimerRang | ControlObeyed | Interrupted | Summarised | ConsentAsked | ConsentGiven
)
"""The events that are kept as such."""
_LEFT_OUT = {field.name for field in fields(Event)} | {"remedy", "details"}
"""What stands elsewhere, what only the window wants, and what may quote somebody."""


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event of a session."""

    session: str
    turn: int
    """Number of the turn; 0 outside of one."""
    at: datetime
    """UTC, aware."""
    kind: str
    """Name of the event's class in `desktop.events`."""
    severity: Severity
    data: dict[str, Any]
    """The event's own fields; JSON."""


def record_of(event: KEPT, at: datetime) -> EventRecord:
    """Return the record of an event that happened at `at`, an aware time."""
    # a sentence may hold an exception, which cannot be copied
    data = {item.name: getattr(event, item.name) for item in fields(event) if item.name not in _LEFT_OUT}
    severity = Severity.ERROR if isinstance(event, StageFailed) else Severity.INFO
    return EventRecord(event.session, event.turn, at, type(event).__name__, severity, data)


def put_events(db: Session, records: Sequence[EventRecord]) -> list[EventRecord]:
    """Store events, and return those whose session is not stored: nothing was said in it yet.

    A summary becomes its session's.
    """
    waiting = []
    for record in records:
        session = find_session(db, record.session)
        if session is None:
            waiting.append(record)
            continue
        if record.kind == Summarised.__name__:
            session.summary, session.summary_through = record.data["summary"], record.data["through"]
            db.add(session)
        else:
            db.add(
                EventRow(
                    session_id=record.session,
                    turn=record.turn,
                    at=record.at,
                    kind=record.kind,
                    severity=record.severity.value,
                    data=json.dumps(record.data),
                )
            )
    db.flush()
    return waiting


def events_of(db: Session, session: str) -> list[EventRecord]:
    """Return the events of a session in the order in which they happened."""
    query = select(EventRow).where(EventRow.session_id == session).order_by(col(EventRow.at), col(EventRow.id))
    return [
        EventRecord(row.session_id, row.turn, row.at, row.kind, Severity(row.severity), json.loads(row.data))
        for row in db.exec(query)
    ]
