"""What the model saw when it answered a turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select

from desktop.storage.context_form import LONGEST_CHAIN, Base, Messages, pack, unpack
from desktop.storage.database import Database
from desktop.storage.records import TurnRecord
from desktop.storage.side_tables import TurnContextRow
from desktop.storage.tables import SessionRow

_AT_ONCE = 200
"""Sessions whose prompts go in one transaction: others who write wait for no more than that."""


@dataclass(frozen=True, slots=True)
class ContextRecord:
    """The prompt of one turn."""

    messages: Messages
    """Roles and contents, in order."""
    tokens: int | None
    """As the model's own tokenizer counts them."""


class Prompts:
    """The stored prompts of one session, as far as they are asked for, within one transaction."""

    def __init__(self, db: Session, session: str, rows: Sequence[TurnContextRow] = ()) -> None:
        """`rows` are some that have been read already."""
        self._db, self._session = db, session
        self._stored: dict[int, str | None] = {row.turn: row.messages for row in rows}

    def of(self, turn: int) -> Base | None:
        """Return what the model was shown for a turn, or None."""
        return unpack(turn, self._fetch)

    def _fetch(self, turn: int) -> str | None:
        if turn not in self._stored:
            query = select(TurnContextRow.messages).where(*_place(self._session, turn))
            self._stored[turn] = self._db.exec(query).first()
        return self._stored[turn]


def put_context(db: Session, turn: TurnRecord) -> None:
    """Store what the model was shown for a turn, in place of what was stored; nothing where it was not asked."""
    if not turn.seen:
        return
    db.exec(delete(TurnContextRow).where(*_place(turn.session, turn.index)))
    messages, _ = pack(turn.index, turn.seen, _before(db, turn.session, turn.index))
    db.add(TurnContextRow(session_id=turn.session, turn=turn.index, messages=messages, tokens=turn.prompt_tokens))
    db.flush()


def context_of(db: Session, session: str, turn: int) -> ContextRecord | None:
    """Return what the model was shown for a turn, or None."""
    row = db.exec(select(TurnContextRow).where(*_place(session, turn))).first()
    found = Prompts(db, session, [row]).of(turn) if row is not None else None
    return ContextRecord(found.messages, row.tokens) if row is not None and found is not None else None


def prune_contexts(database: Database, before: datetime) -> int:
    """Forget what the model saw in sessions of this home last active before an aware time; return their number.

    A session's go together, for they refer to one another. Raises DatabaseError.
    """
    seen = select(TurnContextRow.session_id).where(TurnContextRow.session_id == SessionRow.id).exists()
    mine = SessionRow.machine == database.machine
    old = select(SessionRow.id).where(mine, col(SessionRow.last_at) < before, seen).limit(_AT_ONCE)
    count = 0
    while True:
        with database.write() as db:
            ids = db.exec(old).all()
            db.exec(delete(TurnContextRow).where(col(TurnContextRow.session_id).in_(ids)))
        count += len(ids)
        if len(ids) < _AT_ONCE:
            return count


def _before(db: Session, session: str, turn: int) -> Base | None:
    """The prompt of the turn in front, which this one most likely begins with."""
    here = (TurnContextRow.session_id == session, TurnContextRow.turn < turn)
    rows = db.exec(
        select(TurnContextRow).where(*here).order_by(col(TurnContextRow.turn).desc()).limit(LONGEST_CHAIN)
    ).all()
    return Prompts(db, session, rows).of(rows[0].turn) if rows else None


def _place(session: str, turn: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(TurnContextRow.session_id) == session, col(TurnContextRow.turn) == turn
