"""Tool runs in and out of the database, always together with their turn."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from sqlmodel import Session, col, select

from desktop.storage.records import ToolRunRecord, TurnRecord
from desktop.storage.side_tables import ToolRunRow
from desktop.storage.states import ToolStatus


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
