"""What a person changes about past conversations: names, pins, the bin, branches."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import insert, literal, select
from sqlmodel import Session

from desktop.errors import UsageError
from desktop.storage.columns import table_of
from desktop.storage.database import Database
from desktop.storage.keeping import find_session, find_turn
from desktop.storage.side_tables import ToolRunRow, TurnContextRow
from desktop.storage.states import EndReason, Progress, SessionState
from desktop.storage.tables import SessionRow, TurnRow
from desktop.wording import marked

_LONGEST_TITLE = 200


class Editing:
    """Changes of whole sessions. Every method may be called from any thread.

    Each raises DatabaseError, and UsageError when there is no such session.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def rename(self, session: str, title: str) -> None:
        """Give a session another title; runs of space become one. Raises UsageError for an empty or endless one."""
        words = " ".join(title.split())
        if not words or len(words) > _LONGEST_TITLE:
            raise UsageError(
                marked("a title has 1 to 200 characters"), advice=marked("give a shorter one, or at least a word")
            )
        self._change(session, lambda row: setattr(row, "title", words))

    def pin(self, session: str, *, pinned: bool = True) -> None:
        """Pin a session, which keeps it from being cleaned up, or no longer."""
        self._change(session, lambda row: setattr(row, "pinned", pinned))

    def delete(self, session: str, at: datetime | None = None) -> None:
        """Put a session into the bin; one that lies there stays as it is. `at` is an aware time, by default now."""
        now = at or datetime.now(UTC)
        self._change(session, lambda row: setattr(row, "deleted_at", row.deleted_at or now))

    def restore(self, session: str) -> None:
        """Take a session out of the bin."""
        self._change(session, lambda row: setattr(row, "deleted_at", None))

    def branch(self, session: str, through: int) -> str:
        """Copy a session up to a turn that has ended, and return the id of the new one, whose parent it is.

        Its turns keep their numbers, times and tool runs; their sound stays with the original. Raises UsageError
        when there is no such turn.
        """
        with self._database.write() as db:
            parent, new_id = _found(db, session), uuid.uuid4().hex
            turn = find_turn(db, session, through)
            if turn is None or turn.stage != Progress.ENDED.value:
                advice = marked("`sotto sessions show {session}` shows the turns", session=session[:8])
                raise UsageError(
                    marked("the session has no turn {through} that has ended", through=through), advice=advice
                )
            db.add(_branch_of(parent, through, new_id, self._database.machine))
            db.flush()
            _copy_turns(db, session, through, new_id)
        return new_id

    def _change(self, session: str, change: Callable[[SessionRow], None]) -> None:
        with self._database.write() as db:
            row = _found(db, session)
            change(row)
            db.add(row)


def _found(db: Session, session: str) -> SessionRow:
    row = find_session(db, session)
    if row is None:
        raise UsageError(
            marked("there is no session {session!r}", session=session),
            advice=marked("`sotto sessions list` shows the sessions"),
        )
    return row


def _branch_of(parent: SessionRow, through: int, new_id: str, machine: str) -> SessionRow:
    now = datetime.now(UTC)
    whole = parent.summary_through <= through
    return SessionRow(
        id=new_id,
        title=parent.title,
        started_at=parent.started_at,
        last_at=now,
        ended_at=now,
        state=SessionState.CLOSED.value,
        end_reason=EndReason.USER.value,
        graceful=True,
        persona=parent.persona,
        details=parent.details,
        parent_id=parent.id,
        parent_turn=through,
        machine=machine,
        summary=parent.summary if whole else "",
        summary_through=parent.summary_through if whole else 0,
    )


def _copy_turns(db: Session, session: str, through: int, new_id: str) -> None:
    turns = table_of(TurnRow)
    ended = select(turns.c.index).where(turns.c.session_id == session, turns.c.stage == Progress.ENDED.value)
    for row, number in ((TurnRow, "index"), (ToolRunRow, "turn"), (TurnContextRow, "turn")):
        table = table_of(row)
        names = [column.name for column in table.c if column.name not in ("id", "session_id")]
        here = (table.c.session_id == session, table.c[number] <= through, table.c[number].in_(ended))
        copied = select(literal(new_id), *(table.c[name] for name in names)).where(*here).order_by(table.c.id)
        db.execute(insert(table).from_select(["session_id", *names], copied))
