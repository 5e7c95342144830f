"""Reads whole conversations a page at a time, so that a large history needs no more memory than a small one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, func, literal, select, tuple_
from sqlmodel import Session, col

from desktop.storage.archive import ArchivedContext, ArchivedEvent, ArchivedRun, ArchivedSession, ArchivedTurn
from desktop.storage.columns import UtcTime, table_of
from desktop.storage.context_form import as_json
from desktop.storage.contexts import Prompts
from desktop.storage.side_tables import EventRow, ToolRunRow, TurnContextRow
from desktop.storage.states import Progress
from desktop.storage.tables import SessionRow, TurnRow

_PAGE = 250
_OMITTED = frozenset({"number", "session_id", "machine"})


_SESSION, _TURN, _RUN = table_of(SessionRow), table_of(TurnRow), table_of(ToolRunRow)
_EVENT = table_of(EventRow)


def count_turns(db: Session, ids: Sequence[str] | None) -> int:
    """Return how many turns `read_turns` will give for these sessions, or for all outside of the bin."""
    ended = select(func.count()).select_from(_TURN).where(_TURN.c.stage == Progress.ENDED.value)
    if ids is None:
        kept = select(_SESSION.c.id).where(_SESSION.c.deleted_at.is_(None))
        return int(db.execute(ended.where(_TURN.c.session_id.in_(kept))).scalar_one())
    return sum(int(db.execute(ended.where(_TURN.c.session_id == one)).scalar_one()) for one in ids)


def read_sessions(db: Session, ids: Sequence[str] | None) -> Iterator[ArchivedSession]:
    """Give these sessions, or all outside of the bin, the one that was active longest ago first."""
    for one in _all_ids(db) if ids is None else _in_order(db, ids):
        row = db.execute(select(_SESSION).where(_SESSION.c.id == one)).one()
        values = _values(row)
        yield ArchivedSession(**values | {"details": _object(values["details"]), "events": _events(db, one)})


def read_turns(db: Session, session_id: str) -> Iterator[Sequence[ArchivedTurn]]:
    """Give the turns of a session that have ended, in order, a page at a time."""
    last = 0
    while rows := [_values(row, "id") for row in db.execute(_turns_after(session_id, last))]:
        first, last = rows[0]["index"], rows[-1]["index"]
        runs, contexts = _runs(db, session_id, first, last), _contexts(db, session_id, first, last)
        yield [_turn(row, runs.get(row["index"], ()), contexts.get(row["index"])) for row in rows]


def _turns_after(session_id: str, index: int) -> Any:
    ended = (_TURN.c.session_id == session_id, _TURN.c.stage == Progress.ENDED.value)
    return select(_TURN).where(*ended, _TURN.c.index > index).order_by(_TURN.c.index).limit(_PAGE)


def _all_ids(db: Session) -> Iterator[str]:
    position = tuple_(_SESSION.c.last_at, _SESSION.c.id)
    page = select(_SESSION.c.last_at, _SESSION.c.id).order_by(_SESSION.c.last_at, _SESSION.c.id).limit(_PAGE)
    page = page.where(_SESSION.c.deleted_at.is_(None))
    rows = db.execute(page).all()
    while rows:
        yield from (row.id for row in rows)
        last = rows[-1]
        rows = db.execute(page.where(position > tuple_(literal(last.last_at, UtcTime), literal(last.id)))).all()


def _in_order(db: Session, ids: Sequence[str]) -> Iterator[str]:
    wanted = dict.fromkeys(ids)
    rows = [db.execute(select(_SESSION.c.last_at, _SESSION.c.id).where(_SESSION.c.id == one)).one() for one in wanted]
    yield from (row.id for row in sorted(rows, key=lambda row: (row.last_at, row.id)))


def _runs(db: Session, session_id: str, first: int, last: int) -> dict[int, tuple[ArchivedRun, ...]]:
    here = (_RUN.c.session_id == session_id, _RUN.c.turn.between(first, last))
    found: dict[int, list[ArchivedRun]] = defaultdict(list)
    for row in db.execute(select(_RUN).where(*here).order_by(_RUN.c.turn, _RUN.c.position)):
        found[row.turn].append(ArchivedRun(**_values(row, "id", "turn")))
    return {turn: tuple(runs) for turn, runs in found.items()}


def _contexts(db: Session, session_id: str, first: int, last: int) -> dict[int, ArchivedContext]:
    here = (col(TurnContextRow.session_id) == session_id, col(TurnContextRow.turn).between(first, last))
    rows = list(db.scalars(select(TurnContextRow).where(*here)))
    prompts = Prompts(db, session_id, rows)
    found = {
        row.turn: ArchivedContext(messages=as_json(seen.messages), tokens=row.tokens)
        for row in rows
        if (seen := prompts.of(row.turn)) is not None
    }
    db.expunge_all()
    return found


def _events(db: Session, session_id: str) -> tuple[ArchivedEvent, ...]:
    rows = db.execute(select(_EVENT).where(_EVENT.c.session_id == session_id).order_by(_EVENT.c.at, _EVENT.c.id))
    return tuple(ArchivedEvent(**_values(row, "id")) for row in rows)


def _turn(values: dict[str, Any], runs: tuple[ArchivedRun, ...], context: ArchivedContext | None) -> ArchivedTurn:
    parsed = {"tools": json.loads(values["tools"]), "details": _object(values["details"])}
    return ArchivedTurn(**values | parsed, runs=runs, context=context)


def _values(row: Row[Any], *omitted: str) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name not in _OMITTED and name not in omitted}


def _object(text: str) -> Any:
    # a number that is not finite is none in JSON
    return json.loads(text, parse_constant=lambda _: None)
