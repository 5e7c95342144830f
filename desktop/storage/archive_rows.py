"""From an archive's records to rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Table, insert
from sqlmodel import Session

from desktop.storage.archive import ArchivedSession, ArchivedTurn
from desktop.storage.columns import table_of
from desktop.storage.context_form import Base, from_json, pack
from desktop.storage.database import machine_of
from desktop.storage.side_tables import EventRow, ToolRunRow, TurnContextRow
from desktop.storage.states import SessionState
from desktop.storage.tables import SessionRow, TurnRow

_UNDER_WAY = "It was under way when it was exported."


def insert_session(db: Session, session: ArchivedSession, id: str) -> None:
    """Store a session and its events under an id that is free, closed and without its parent."""
    row = _plain(session, "events") | {"id": id, "details": json.dumps(session.details)}
    row |= {"parent_id": None, "parent_turn": None, "machine": machine_of(db)}
    if session.state is SessionState.ACTIVE:
        # nobody records it here: left active, it would be taken for one that broke off
        row |= {"state": SessionState.CLOSED.value, "ended_at": session.last_at, "recovery_note": _UNDER_WAY}
    _insert(db, table_of(SessionRow), [row])
    _insert(db, table_of(EventRow), [_plain(event) | {"session_id": id} for event in session.events])


def insert_turns(db: Session, turns: Sequence[ArchivedTurn], session_id: str) -> None:
    """Store turns of a session that is stored and has none of these numbers."""
    _insert(db, table_of(TurnRow), [_turn_row(turn, session_id) for turn in turns])
    here = [(turn, {"session_id": session_id, "turn": turn.index}) for turn in turns]
    _insert(db, table_of(ToolRunRow), [_plain(run) | keys for turn, keys in here for run in turn.runs])
    _insert(db, table_of(TurnContextRow), [*_contexts(turns, session_id)])


def _contexts(turns: Sequence[ArchivedTurn], session_id: str) -> Iterator[dict[str, Any]]:
    base: Base | None = None
    for turn in turns:
        if turn.context is None:
            continue
        stored, base = pack(turn.index, from_json(turn.context.messages), base)
        yield {"session_id": session_id, "turn": turn.index, "messages": stored, "tokens": turn.context.tokens}


def _turn_row(turn: ArchivedTurn, session_id: str) -> dict[str, Any]:
    written = {"session_id": session_id, "tools": json.dumps(turn.tools), "details": json.dumps(turn.details)}
    return _plain(turn, "runs", "context") | written


def _plain(record: BaseModel, *omitted: str) -> dict[str, Any]:
    return record.model_dump(exclude=set(omitted))


def _insert(db: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.execute(insert(table), rows)
