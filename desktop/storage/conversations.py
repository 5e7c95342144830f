"""Sessions and turns in and out of the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import Session, col, select, update

from desktop.errors import UsageError
from desktop.storage.audio import put_audio
from desktop.storage.contexts import ContextRecord, context_of
from desktop.storage.database import Database
from desktop.storage.happenings import EventRecord, events_of, put_events
from desktop.storage.keeping import find_session, new_session, put_turn
from desktop.storage.listing import COUNTED_SESSIONS, page_of_sessions
from desktop.storage.recordings import AudioRecord
from desktop.storage.records import SessionRecord, TurnRecord, storable
from desktop.storage.rows import session_record, turn_record
from desktop.storage.search import said_elsewhere
from desktop.storage.states import EndReason, Progress, SessionState
from desktop.storage.tables import SessionRow, TurnRow
from desktop.storage.tool_runs import runs_of
from desktop.wording import marked

__all__ = ["Conversations", "SessionRecord", "TurnRecord"]


class Conversations:
    """The record of conversations. Every method may be called from any thread and raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start_session(self, session_id: str, at: datetime | None = None) -> None:
        """Open a session, anew or again after it was closed. `at` is an aware time, by default now."""
        with self._database.write() as db:
            row = find_session(db, session_id) or new_session(db, session_id, at or datetime.now(UTC))
            row.state, row.end_reason = SessionState.ACTIVE.value, EndReason.NOT_YET.value
            row.ended_at, row.graceful, row.machine = None, None, self._database.machine
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
        """Store turns in one transaction, as far as each has come, and return how many that changed.

        A turn that has ended changes no more, and none goes back to an earlier stage.
        """
        with self._database.write() as db:
            return sum(put_turn(db, storable(turn)) for turn in turns)

    def add_audio(self, record: AudioRecord) -> bool:
        """Store the record of a turn's recording in place of an earlier one; False when there is no such turn."""
        with self._database.write() as db:
            return put_audio(db, record)

    def add_events(self, records: Sequence[EventRecord]) -> list[EventRecord]:
        """Store events, and return those whose session is not stored: nothing was said in it yet."""
        with self._database.write() as db:
            return put_events(db, records)

    def events(self, session_id: str) -> list[EventRecord]:
        """Return what happened in a session besides what was said, in order."""
        with self._database.read() as db:
            return events_of(db, session_id)

    def recover(self, turns: Sequence[TurnRecord]) -> int:
        """Like `add_turns`, for turns kept elsewhere: a session they lack is made closed, by a crash."""
        with self._database.write() as db:
            known = set(db.exec(select(SessionRow.id).where(col(SessionRow.id).in_({t.session for t in turns}))))
            added = sum(put_turn(db, storable(turn)) for turn in turns)
            _close_crashed(db, [turn.session for turn in turns if turn.session not in known])
            return added

    def sessions(
        self, limit: int = 200, before: SessionRecord | None = None, *, deleted: bool = False
    ) -> list[SessionRecord]:
        """Return up to `limit` sessions, the most recently active first; the page after `before` if given.

        They are those in the bin if `deleted`, else those outside of it.
        """
        binned = col(SessionRow.deleted_at).is_not(None)
        with self._database.read() as db:
            return page_of_sessions(db, binned if deleted else ~binned, limit, before)

    def session(self, prefix: str) -> SessionRecord:
        """Return the session whose id is or starts with `prefix`. Raises UsageError unless one does."""
        advice = marked("`sotto sessions list` shows the sessions and their ids")
        start = prefix.strip().lower()
        # 'g' follows the last hexadecimal digit, so this is a range of the index
        query = COUNTED_SESSIONS.where(SessionRow.id >= start, SessionRow.id < start + "g").limit(2)
        with self._database.read() as db:
            found = [session_record(*row) for row in db.exec(query)] if start else []
        if not found:
            raise UsageError(marked("there is no session {prefix!r}", prefix=prefix), advice=advice)
        if len(found) > 1 and found[0].id != start:
            raise UsageError(
                marked("several sessions start with {prefix!r}", prefix=prefix),
                advice=marked("give more digits; {advice}", advice=advice),
            )
        return found[0]

    def resumable(self, session_id: str) -> SessionRecord:
        """Return a session that this home may go on with. Raises UsageError when there is none of that id, or another
        machine is recording it: their turns would have the same numbers."""
        record = self.session(session_id)
        if record.state is SessionState.ACTIVE and record.machine != self._database.machine:
            advice = marked("branch from one of its turns, or wait until it is closed there")
            raise UsageError(
                marked("the conversation goes on at {value}", value=record.machine or marked("another machine")),
                advice=advice,
            )
        return record

    def turns(self, session_id: str, *, under_way: bool = False) -> list[TurnRecord]:
        """Return all turns of a session in order; none when there is no such session.

        With `under_way` also those that have not ended.
        """
        query = select(TurnRow).where(TurnRow.session_id == session_id).order_by(col(TurnRow.index))
        if not under_way:
            query = query.where(TurnRow.stage == Progress.ENDED.value)
        with self._database.read() as db:
            runs = runs_of(db, session_id)
            return [turn_record(row, runs.get(row.index, ())) for row in db.exec(query)]

    def context(self, session_id: str, turn: int) -> ContextRecord | None:
        """Return what the model was shown when it answered a turn; None where it was not asked, or is not known."""
        with self._database.read() as db:
            return context_of(db, session_id, turn)

    def search(self, query: str, limit: int, *, session: str, tool: str) -> list[TurnRecord]:
        """Return up to `limit` turns, newest first, whose transcript holds every word of `query`, less their runs.

        The beginning of a word is enough; case and accents do not matter. Left out: turns of the session `session`,
        turns that called the tool `tool`, ignored ones, and the bin.
        """
        with self._database.read() as db:
            ids = said_elsewhere(db, query, limit, session=session, tool=tool)
            rows = db.exec(select(TurnRow).where(col(TurnRow.id).in_(ids)).order_by(col(TurnRow.id).desc()))
            return [turn_record(row, ()) for row in rows]


def _close_crashed(db: Session, ids: Sequence[str]) -> None:
    closed = update(SessionRow).where(col(SessionRow.id).in_(ids), col(SessionRow.state) == SessionState.ACTIVE.value)
    ended = {"state": SessionState.ERROR.value, "end_reason": EndReason.CRASH.value, "graceful": False}
    db.exec(closed.values(**ended, ended_at=SessionRow.last_at))
