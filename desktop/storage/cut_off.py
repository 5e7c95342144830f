"""Turns that were under way when Sotto ended: how they are ended, and what can be had of them still."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, select

from desktop.storage.keeping import find_turn, put_turn
from desktop.storage.pcm import Part
from desktop.storage.records import TurnRecord
from desktop.storage.side_tables import ToolRunRow
from desktop.storage.states import Progress, Recovery, Side, ToolStatus
from desktop.storage.tables import TurnRow
from desktop.terms import ModelNames, Outcome, Source, Timings
from desktop.wording import marked

KEY = "cut_off"
"""In a turn's details: the stage at which it was cut off."""
_CANCELLED = "cancelled: Sotto ended while it ran"


def end_turn(db: Session, turn: TurnRow, *, has_sound: bool) -> tuple[Recovery, str]:
    """End a turn as unfinished; return what could be saved of it, and how it was cut off as a sentence."""
    stage = Progress(turn.stage)
    turn.stage, turn.ended_at = Progress.ENDED.value, datetime.now(UTC)
    turn.error = why = _why(stage, complete=turn.audio_s > 0)
    turn.details = json.dumps(details(turn) | {KEY: stage.value})
    db.add(turn)
    db.flush()
    if stage is not Progress.LISTENING:
        kept = "the question and the reply so far are kept" if turn.generated else "the question is kept"
        return Recovery.PARTIAL, f"{why}; {kept}"
    if has_sound:
        return Recovery.PARTIAL, f"{why}; the sound of it is kept and can be turned into words"
    if turn.transcript:
        return Recovery.PARTIAL, f"{why}; the words understood until then are kept"
    return Recovery.FAILED, f"{why}; nothing of it was recorded"


def _why(stage: Progress, *, complete: bool) -> str:
    match stage:
        case Progress.LISTENING if complete:
            return marked("Sotto ended before it had understood what you said")
        case Progress.LISTENING:
            return marked("Sotto ended while you were speaking")
        case Progress.SPEAKING:
            return marked("Sotto ended while it was speaking")
        case _:
            return marked("Sotto ended before it had answered")


def awaits_words(turn: TurnRow) -> bool:
    """Whether it was cut off before its sound became text."""
    return details(turn).get(KEY) == Progress.LISTENING.value


def details(turn: TurnRow) -> dict[str, Any]:
    """What else is known of a turn."""
    known: dict[str, Any] = json.loads(turn.details)
    return known


def cancel_runs(db: Session, session: str) -> int:
    """Mark the tool runs of a session that were left running, and return how many those were."""
    query = select(ToolRunRow).where(ToolRunRow.session_id == session, ToolRunRow.status == ToolStatus.RUNNING.value)
    left = db.exec(query).all()
    for run in left:
        run.status, run.error, run.ended_at = ToolStatus.CANCELLED.value, _CANCELLED, datetime.now(UTC)
        db.add(run)
    db.flush()
    return len(left)


def make_place(db: Session, part: Part, at: datetime) -> None:
    """Store a turn for an utterance whose own never reached the database; `at` is when it was recorded."""
    if part.side is not Side.USER or find_turn(db, part.session, part.turn) is not None:
        return
    place = TurnRecord(
        session=part.session,
        index=part.turn,
        started_at=at,
        source=Source.VOICE,
        outcome=Outcome.UNFINISHED,
        transcript="",
        language="",
        confidence=0.0,
        generated="",
        spoken="",
        heard="",
        audio_s=0.0,
        timings=Timings(),
        models=ModelNames("", "", ""),
        progress=Progress.LISTENING,
    )
    put_turn(db, place)
