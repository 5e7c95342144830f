"""Sessions and turns in and out of the database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import func, literal, tuple_
from sqlmodel import Session, col, select, update

from desktop.errors import UsageError
from desktop.storage.database import Database
from desktop.storage.records import SessionRecord, SessionState, ToolRunRecord, TurnRecord, storable
from desktop.storage.tables import SessionRow, TurnRow, UtcTime
from desktop.storage.tool_runs import rows_of, runs_of
from desktop.terms import ModelNames, Outcome, Source, Timings

__all__ = ["Conversations", "SessionRecord", "TurnRecord"]

CRASH = "crash"
_TITLE = 60
_PUNCTUATION = ".,;:!?\"'"


class Conversations:
    """The record of conversations. Every method may be called from any thread and raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start_session(self, session_id: str, at: datetime | None = None) -> None:
        """Open a session, anew or again after it was closed. `at` is an aware time, by default now."""
        with self._database.write() as db:
            row = db.get(SessionRow, session_id) or _new_session(session_id, at or datetime.now(UTC))
            row.state, row.end_reason, row.ended_at = "open", "", None
            db.add(row)

    def end_session(self, session_id: str, reason: str) -> None:
        """Close a session. Nothing happens when there is none of that id: it never had a turn."""
        with self._database.write() as db:
            row = db.get(SessionRow, session_id)
            if row is not None:
                row.state, row.end_reason, row.ended_at = "closed", reason, datetime.now(UTC)
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
            left = list(db.exec(select(SessionRow.id).where(SessionRow.state == "open")))
            _close_crashed(db, left)
            return len(left)

    def sessions(self, limit: int = 200, before: SessionRecord | None = None) -> list[SessionRecord]:
        """Return up to `limit` sessions, the most recently active first; the page after `before` if given."""
        query = _SESSIONS.order_by(col(SessionRow.last_at).desc(), col(SessionRow.id).desc()).limit(limit)
        if before is not None:
            position = tuple_(col(SessionRow.last_at), col(SessionRow.id))
            query = query.where(position < tuple_(literal(before.last_at, UtcTime), literal(before.id)))
        with self._database.read() as db:
            return [_session_record(row) for row in db.exec(query)]

    def session(self, prefix: str) -> SessionRecord:
        """Return the session whose id is or starts with `prefix`. Raises UsageError unless one does."""
        advice = "`sotto sessions list` shows the sessions and their ids"
        start = prefix.strip().lower()
        # 'g' follows the last hexadecimal digit, so this is a range of the primary key
        query = _SESSIONS.where(SessionRow.id >= start, SessionRow.id < start + "g").limit(2)
        with self._database.read() as db:
            found = [_session_record(row) for row in db.exec(query)] if start else []
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
            return [_turn_record(row, runs.get(row.index, ())) for row in db.exec(query)]

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
            return [_turn_record(row, ()) for row in db.exec(newest)] if words else []


_SESSIONS = select(
    SessionRow,
    select(func.count()).where(TurnRow.session_id == SessionRow.id).correlate(SessionRow).scalar_subquery(),
)


def _new_session(session_id: str, at: datetime) -> SessionRow:
    return SessionRow(id=session_id, started_at=at, last_at=at)


def _add(db: Session, turn: TurnRecord) -> bool:
    here = select(TurnRow.id).where(TurnRow.session_id == turn.session, TurnRow.index == turn.index)
    if db.exec(here).first() is not None:
        return False
    session = db.get(SessionRow, turn.session) or _new_session(turn.session, turn.started_at)
    if turn.outcome is not Outcome.IGNORED:
        session.title = session.title or _title(turn.transcript)
    session.started_at = min(session.started_at, turn.started_at)
    session.last_at = max(session.last_at, turn.started_at)
    db.add(session)
    db.flush()
    db.add(_turn_row(turn))
    db.flush()
    db.add_all(rows_of(turn))
    db.flush()
    return True


def _close_crashed(db: Session, ids: Sequence[str]) -> None:
    closed = update(SessionRow).where(col(SessionRow.id).in_(ids), col(SessionRow.state) == "open")
    db.exec(closed.values(state="closed", end_reason=CRASH, ended_at=SessionRow.last_at))


def _title(transcript: str) -> str:
    text = " ".join(transcript.split())
    if len(text) <= _TITLE:
        return text
    # one character more than fits: a word that ends exactly at the limit is kept whole
    words = text[: _TITLE + 1].rpartition(" ")[0]
    return words or text[:_TITLE]


def _session_record(row: tuple[SessionRow, int]) -> SessionRecord:
    session, turns = row
    return SessionRecord(
        id=session.id,
        title=session.title,
        started_at=session.started_at,
        last_at=session.last_at,
        ended_at=session.ended_at,
        state=cast(SessionState, session.state),
        end_reason=session.end_reason,
        turns=turns,
    )


def _turn_row(turn: TurnRecord) -> TurnRow:
    return TurnRow(
        session_id=turn.session,
        index=turn.index,
        started_at=turn.started_at,
        source=turn.source.value,
        outcome=turn.outcome.value,
        transcript=turn.transcript,
        language=turn.language,
        confidence=turn.confidence,
        generated=turn.generated,
        spoken=turn.spoken,
        heard=turn.heard,
        audio_s=turn.audio_s,
        stt_ms=turn.timings.stt,
        llm_first_token_ms=turn.timings.llm_first_token,
        llm_ms=turn.timings.llm,
        tts_first_audio_ms=turn.timings.tts_first_audio,
        turn_ms=turn.timings.turn,
        stt_model=turn.models.stt,
        llm_model=turn.models.llm,
        tts_model=turn.models.tts,
        error=turn.error,
        tools=json.dumps(turn.tools),
    )


def _turn_record(row: TurnRow, runs: tuple[ToolRunRecord, ...]) -> TurnRecord:
    return TurnRecord(
        session=row.session_id,
        index=row.index,
        started_at=row.started_at,
        source=Source(row.source),
        outcome=Outcome(row.outcome),
        transcript=row.transcript,
        language=row.language,
        confidence=row.confidence,
        generated=row.generated,
        spoken=row.spoken,
        heard=row.heard,
        audio_s=row.audio_s,
        timings=Timings(
            stt=row.stt_ms,
            llm_first_token=row.llm_first_token_ms,
            llm=row.llm_ms,
            tts_first_audio=row.tts_first_audio_ms,
            turn=row.turn_ms,
        ),
        models=ModelNames(stt=row.stt_model, llm=row.llm_model, tts=row.tts_model),
        error=row.error,
        tools=tuple(json.loads(row.tools)),
        runs=runs,
    )
