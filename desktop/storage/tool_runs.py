"""Tool runs in and out of the database, always together with their turn."""

from __future__ import annotations

from collections import defaultdict

from sqlmodel import Session, col, select

from desktop.storage.records import ToolRunRecord, TurnRecord
from desktop.storage.tables import ToolRunRow


def rows_of(turn: TurnRecord) -> list[ToolRunRow]:
    """Return the rows of a turn's runs, in order."""
    return [
        ToolRunRow(
            session_id=turn.session,
            turn=turn.index,
            position=position,
            name=run.name,
            title=run.title,
            arguments=run.arguments,
            result=run.result,
            ms=run.ms,
            at=run.at,
        )
        for position, run in enumerate(turn.runs, 1)
    ]


def runs_of(db: Session, session_id: str) -> dict[int, tuple[ToolRunRecord, ...]]:
    """Return the runs of a session by the number of their turn; turns without any are left out."""
    query = select(ToolRunRow).where(ToolRunRow.session_id == session_id)
    found: dict[int, list[ToolRunRecord]] = defaultdict(list)
    for row in db.exec(query.order_by(col(ToolRunRow.turn), col(ToolRunRow.position))):
        run = ToolRunRecord(row.name, row.title, row.arguments, row.result, row.ms, row.at)
        found[row.turn].append(run)
    return {turn: tuple(runs) for turn, runs in found.items()}
