"""Sessions and turns in and out of the database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, literal, tuple_
from sqlmodel import Session, col, select, update

from desktop.errors import UsageError
from desktop.storage.columns import UtcTime
from desktop.storage.database import Database
from desktop.storage.records import SessionRecord, TurnRecord, storable
from desktop.storage.rows import session_record, turn_columns, turn_record
from desktop.storage.states import EndReason, SessionState
from desktop.storage.tables import SessionRow, TurnRow
from desktop.storage.tool_runs import rows_of, runs_of
from desktop.terms import Outcome

__all__ = ["Conversations", "SessionRecord", "TurnRecord"]

_TITLE = 60
_PUNCTUATION = ".,;:!?\"'"


class Conversations:
    """The record of conversations. Every method may be called from any thread and raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start_session(self, session_id: str, at: datetime | None = None) -> None:
        """Open a session, anew or again after it was closed. `at` is an aware time, by default now."""
        with self._database.write() as db:
            row = find_session(db, session_id) or _new_session(session_id, at or datetime.now(UTC))
            row.state, row.end_reason = SessionState.ACTIVE.value, EndReason.NOT_YET.value
            row.ended_at, row.graceful = None, None
            db.add(row)

    def end_session(self, session_id: str, reason: EndReason) -> None:
        """Close a session. Nothing happens when there is none of that id: it never had a turn."""
        with self._database.write() as db:
            row = find_session(db, session_id)
            if row is not None:
                row.state, row.end_reason = SessionState.CLOSED.value, reason.value
                row.ended_at, row.graceful = datetime.now(UTC), True
                db.add(row)

    def add_turn(self, turn: TurnRecord) -> bool:
        """Store a turn, and its session where there is none yet; False when it was stored before."""
        return self.add_turns([turn]) == 1

    def add_turns(self, turns: Sequence[TurnRecord]) -> int:
        """Store turns in one transaction and return how many were new; a turn again changes nothing."""
        with self._database.write() as db:
            return sum(_add(db, storable(turn)) for turn in turns)

    def recover(self, turns: Sequence[TurnRecord]) -> int:
        """Like `add_turns`, for turns kept elsewhere: a session they lack is made closed, by a crash."""
        with self._database.write() as db:
            known = set(db.exec(select(SessionRow.id).where(col(SessionRow.id).in_({t.session for t in turns}))))
            added = sum(_add(db, storable(turn)) for turn in turns)
            _close_crashed(db, [turn.session for turn in turns if turn.session not in known])
            return added

    def close_open_sessions(self) -> int:
        """Close what a crash left open, as of its last turn, and return how many sessions that were."""
        with self._database.write() as db:
            left = list(db.exec(select(SessionRow.id).where(SessionRow.state == SessionState.ACTIVE.value)))
            _close_crashed(db, left)
            return len(left)

    def sessions(self, limit: int = 200, before: SessionRecord | None = None) -> list[SessionRecord]:
        """Return up to `limit` sessions, the most recently active first; the page after `before` if given."""
        query = _SESSIONS.order_by(col(SessionRow.last_at).desc(), col(SessionRow.id).desc()).limit(limit)
        if before is not None:
            position = tuple_(col(SessionRow.last_at), col(SessionRow.id))
            query = query.where(position < tuple_(literal(before.last_at, UtcTime), literal(before.id)))
        with self._database.read() as db:
            return [session_record(*row) for row in db.exec(query)]

    def session(self, prefix: str) -> SessionRecord:
        """Return the session whose id is or starts with `prefix`. Raises UsageError unless one does."""
        advice = "`sotto sessions list` shows the sessions and their ids"
        start = prefix.strip().lower()
        # 'g' follows the last hexadecimal digit, so this is a range of the index
        query = _SESSIONS.where(SessionRow.id >= start, SessionRow.id < start + "g").limit(2)
        with self._database.read() as db:
            found = [session_record(*row) for row in db.exec(query)] if start else []
        if not found:
            raise UsageError(f"there is no session {prefix!r}", advice=advice)
        if len(found) > 1 and found[0].id != start:
            raise UsageError(f"several sessions start with {prefix!r}", advice=f"give more digits; {advice}")
        return found[0]

    def turns(self, session_id: str) -> list[TurnRecord]:
        """Return all turns of a session in order; none when there is no such session."""
        query = select(TurnRow).where(TurnRow.session_id == session_id).order_by(col(TurnRow.index))
        with self._database.read() as db:
            runs = runs_of(db, session_id)
            return [turn_record(row, runs.get(row.index, ())) for row in db.exec(query)]

    def search(self, query: str, limit: int, *, session: str, tool: str) -> list[TurnRecord]:
        """Return up to `limit` turns, newest first, whose transcript holds every word of `query`, less their runs.

        Left out: turns of the session `session`, turns that called the tool `tool`, and ignored ones. Letters
        outside ASCII must agree in case.
        """
        wanted = filter(None, (word.strip(_PUNCTUATION) for word in query.split()))
        words = [col(TurnRow.transcript).icontains(word, autoescape=True) for word in wanted]
        asked = col(TurnRow.tools).contains(json.dumps(tool), autoescape=True)
        others = (TurnRow.session_id != session, TurnRow.outcome != Outcome.IGNORED.value, ~asked)
        newest = select(TurnRow).where(*others, *words).order_by(col(TurnRow.started_at).desc()).limit(limit)
        with self._database.read() as db:
            return [turn_record(row, ()) for row in db.exec(newest)] if words else []


_SESSIONS = select(
    SessionRow,
    select(func.count()).where(TurnRow.session_id == SessionRow.id).correlate(SessionRow).scalar_subquery(),
)


def find_session(db: Session, session_id: str) -> SessionRow | None:
    """Return the row of a session, or None."""
    return db.exec(select(SessionRow).where(SessionRow.id == session_id)).first()


def _new_session(session_id: str, at: datetime) -> SessionRow:
    return SessionRow(id=session_id, started_at=at, last_at=at)


def _add(db: Session, turn: TurnRecord) -> bool:
    here = select(TurnRow.id).where(TurnRow.session_id == turn.session, TurnRow.index == turn.index)
    if db.exec(here).first() is not None:
        return False
    session = find_session(db, turn.session) or _new_session(turn.session, turn.started_at)
    if turn.outcome is not Outcome.IGNORED:
        session.title = session.title or _title(turn.transcript)
    session.started_at = min(session.started_at, turn.started_at)
    session.last_at = max(session.last_at, turn.started_at)
    db.add(session)
    db.flush()
    db.add(TurnRow(**turn_columns(turn)))
    db.flush()
    db.add_all(rows_of(turn))
    db.flush()
    return True


def _close_crashed(db: Session, ids: Sequence[str]) -> None:
    closed = update(SessionRow).where(col(SessionRow.id).in_(ids), col(SessionRow.state) == SessionState.ACTIVE.value)
    ended = {"state": SessionState.ERROR.value, "end_reason": EndReason.CRASH.value, "graceful": False}
    db.exec(closed.values(**ended, ended_at=SessionRow.last_at))


def _title(transcript: str) -> str:
    text = " ".join(transcript.split())
    if len(text) <= _TITLE:
        return text
    # one character more than fits: a word that ends exactly at the limit is kept whole
    words = text[: _TITLE + 1].rpartition(" ")[0]
    return words or text[:_TITLE]
