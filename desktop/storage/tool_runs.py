"""Tool runs: from events to records, and in and out of the database, always together with their turn."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from desktop.events import ToolRan, ToolStarted
from desktop.storage.records import ToolRunRecord, TurnRecord
from desktop.storage.side_tables import ToolRunRow
from desktop.storage.states import ToolStatus


def started_run(event: ToolStarted, at: datetime) -> ToolRunRecord:
    """Return the record of a call that began at `at`, an aware time."""
    title = f"Calls {event.name}" if event.name else "Calls a tool"
    return ToolRunRecord(event.name, title, event.arguments, "", 0.0, at, ToolStatus.RUNNING)


def ended_run(event: ToolRan, at: datetime) -> ToolRunRecord:
    """Return the record of a call that ended at `at`, an aware time."""
    error = _error_in(event.result)
    status = ToolStatus.SUCCEEDED if error is None else ToolStatus.FAILED
    return ToolRunRecord(event.name, event.title, event.arguments, event.result, event.ms, at, status, error or "")


def _error_in(result: str) -> str | None:
    try:
        parsed: Any = json.loads(result)
    except ValueError:
        return None
    return str(parsed["error"]) if isinstance(parsed, dict) and "error" in parsed else None


def rows_of(turn: TurnRecord) -> list[ToolRunRow]:
    """Return the rows of a turn's runs, in order."""
    return [_row(turn, position, run) for position, run in enumerate(turn.runs, 1)]


def _row(turn: TurnRecord, position: int, run: ToolRunRecord) -> ToolRunRow:
    running = run.status is ToolStatus.RUNNING
    return ToolRunRow(
        session_id=turn.session,
        turn=turn.index,
        position=position,
        name=run.name,
        title=run.title,
        arguments=run.arguments,
        result=run.result,
        status=run.status.value,
        started_at=run.at if running else run.at - timedelta(milliseconds=run.ms),
        ended_at=None if running else run.at,
        ms=None if running else run.ms,
        error=run.error,
    )


def runs_of(db: Session, session_id: str) -> dict[int, tuple[ToolRunRecord, ...]]:
    """Return the runs of a session by the number of their turn; turns without any are left out."""
    query = select(ToolRunRow).where(ToolRunRow.session_id == session_id)
    found: dict[int, list[ToolRunRecord]] = defaultdict(list)
    for row in db.exec(query.order_by(col(ToolRunRow.turn), col(ToolRunRow.position))):
        found[row.turn].append(_record(row))
    return {turn: tuple(runs) for turn, runs in found.items()}


def _record(row: ToolRunRow) -> ToolRunRecord:
    return ToolRunRecord(
        name=row.name,
        title=row.title,
        arguments=row.arguments,
        result=row.result,
        ms=row.ms or 0.0,
        at=row.ended_at or row.started_at,
        status=ToolStatus(row.status),
        error=row.error,
    )


def put_runs(db: Session, turn: TurnRecord) -> None:
    """Make the stored runs of a turn those that it has now."""
    here = (ToolRunRow.session_id == turn.session, ToolRunRow.turn == turn.index)
    stored = db.exec(select(ToolRunRow).where(*here).order_by(col(ToolRunRow.position))).all()
    if tuple(_record(row) for row in stored) == turn.runs:
        return
    for row in stored:
        db.delete(row)
    db.flush()
    db.add_all(rows_of(turn))
    db.flush()
