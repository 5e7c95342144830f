"""Writes turns, and the sessions that they need, into an open transaction."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from desktop.storage.contexts import put_context
from desktop.storage.database import machine_of
from desktop.storage.ran_under import Known, parted, with_settings
from desktop.storage.records import TurnRecord
from desktop.storage.rows import turn_columns
from desktop.storage.states import Progress
from desktop.storage.tables import SessionRow, TurnRow
from desktop.storage.tool_runs import put_runs
from desktop.terms import Outcome

_TITLE = 60
_ORDER = list(Progress)


def find_session(db: Session, session_id: str) -> SessionRow | None:
    """Return the row of a session, or None."""
    return db.exec(select(SessionRow).where(SessionRow.id == session_id)).first()


def find_turn(db: Session, session_id: str, index: int) -> TurnRow | None:
    """Return the row of a turn, or None."""
    return db.exec(select(TurnRow).where(TurnRow.session_id == session_id, TurnRow.index == index)).first()


def new_session(db: Session, session_id: str, at: datetime) -> SessionRow:
    """Return a row for a session of this home's that began at `at`."""
    return SessionRow(id=session_id, started_at=at, last_at=at, machine=machine_of(db))


def put_turn(db: Session, turn: TurnRecord) -> bool:
    """Store a turn as far as it has come, with its runs and, where there is none, its session.

    Returns whether that changed anything: a turn that has ended stays as it is, and none goes back to an earlier
    stage. One that was discarded goes, and its session too if that leaves nothing in it.
    """
    turn, settings = parted(turn)
    stored = find_turn(db, turn.session, turn.index)
    if stored is not None and _ORDER.index(Progress(stored.stage)) > _stage_to_beat(turn):
        return False
    if turn.progress is Progress.DISCARDED:
        return stored is not None and _discard(db, stored)
    _touch_session(db, turn, settings)
    if stored is None:
        db.add(TurnRow(**turn_columns(turn)))
    else:
        # a pin is the user's and no event tells it
        stored.sqlmodel_update(turn_columns(turn) | {"pinned": stored.pinned})
        db.add(stored)
    db.flush()
    put_runs(db, turn)
    put_context(db, turn)
    return True


def _stage_to_beat(turn: TurnRecord) -> int:
    """Place of the furthest stage at which the stored turn may be for this one to replace it."""
    last_but_one = _ORDER.index(Progress.ENDED) - 1
    return min(_ORDER.index(turn.progress), last_but_one)


def _touch_session(db: Session, turn: TurnRecord, settings: Known) -> None:
    session = find_session(db, turn.session) or new_session(db, turn.session, turn.started_at)
    if turn.progress is Progress.ENDED and turn.outcome is not Outcome.IGNORED:
        session.title = session.title or title_of(turn.transcript)
    session.persona = session.persona or turn.persona
    session.details = with_settings(session.details, settings)
    session.started_at = min(session.started_at, turn.started_at)
    session.last_at = max(session.last_at, turn.started_at)
    db.add(session)
    db.flush()


def _discard(db: Session, stored: TurnRow) -> bool:
    session = find_session(db, stored.session_id)
    db.delete(stored)
    db.flush()
    others = db.exec(select(TurnRow.id).where(TurnRow.session_id == stored.session_id)).first()
    if session is not None and others is None and not (session.title or session.pinned):
        db.delete(session)
        db.flush()
    return True


def title_of(transcript: str) -> str:
    """Return the beginning of what was said, cut at a word."""
    text = " ".join(transcript.split())
    if len(text) <= _TITLE:
        return text
    # one character more than fits: a word that ends exactly at the limit is kept whole
    words = text[: _TITLE + 1].rpartition(" ")[0]
    return words or text[:_TITLE]
