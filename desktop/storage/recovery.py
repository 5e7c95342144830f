"""What was cut short, and how far it can be saved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, or_, select

from desktop import log
from desktop.storage.audio import Audio, put_audio
from desktop.storage.cut_off import awaits_words, cancel_runs, end_turn, make_place
from desktop.storage.database import Database
from desktop.storage.keeping import find_turn, title_of
from desktop.storage.lease import Leases
from desktop.storage.pcm import Part
from desktop.storage.recordings import Recordings
from desktop.storage.records import SessionRecord
from desktop.storage.rows import session_record
from desktop.storage.states import EndReason, Progress, Recovery, SessionState, Side
from desktop.storage.tables import SessionRow, TurnRow

_WHOLE = "Sotto ended without closing the conversation; every turn is whole"
_WORST = (Recovery.SUCCESS, Recovery.PARTIAL, Recovery.FAILED)


class Recoverer:
    """Examines what earlier processes left behind. For the thread that writes the database, once."""

    def __init__(
        self,
        recordings: Recordings,
        *,
        stale_after: timedelta = timedelta(minutes=30),
        keep_audio_for: timedelta | None = None,
    ) -> None:
        """Note what sound is left over; to be made before this process records any of its own.

        `stale_after` is how far back the last turn may lie for a session to be offered, `keep_audio_for` how old
        recordings may get, None for any age.
        """
        self.recordings = recordings
        self.stale_after = stale_after
        self.keep_audio_for = keep_audio_for
        self._left_over = recordings.left_over()

    def __call__(self, database: Database, leases: Leases) -> list[SessionRecord]:
        """Close every session that no process records any more, say what became of it, and return them.

        Those of other machines are left to these, which alone know whether they record them still.
        Turns left under way end as unfinished, tool runs left running as cancelled. Sound of turns whose words are
        known becomes their recording; that of other utterances waits for `Rehearing`. Raises DatabaseError, OSError.
        """
        if self.keep_audio_for is not None:
            Audio(database, self.recordings).prune(datetime.now(UTC) - self.keep_audio_for)
        parts = [part for part in self._left_over if self._is_free(part, leases)]
        with database.write() as db:
            for part in parts:
                make_place(db, part, self.recordings.written_at(part))
            mine = _BROKEN.where(SessionRow.machine == database.machine)
            broken = [row for row in db.exec(mine).all() if not leases.is_taken(row.id)]
            records = [self._close(db, row, [part for part in parts if part.session == row.id]) for row in broken]
        for part in parts:
            self._settle(database, part)
        return [record for record in records if record is not None]

    def _is_free(self, part: Part, leases: Leases) -> bool:
        return not leases.is_taken(part.session) and self.recordings.journal(part).exists()

    def _close(self, db: Session, row: SessionRow, parts: Sequence[Part]) -> SessionRecord | None:
        """None for a session in which nothing was said."""
        turns = db.exec(select(TurnRow).where(TurnRow.session_id == row.id).order_by(col(TurnRow.index))).all()
        if not turns:
            db.delete(row)
            return None
        status, why = self._judge(db, row, turns, parts)
        row.recovery, row.recovery_note = status.value, f"{why}."
        row.state, row.end_reason, row.graceful = SessionState.ERROR.value, EndReason.CRASH.value, False
        row.ended_at = row.ended_at or row.last_at
        row.title = row.title or title_of(turns[0].transcript)
        db.add(row)
        db.flush()
        return session_record(row, len(turns))

    def _judge(
        self, db: Session, row: SessionRow, turns: Sequence[TurnRow], parts: Sequence[Part]
    ) -> tuple[Recovery, str]:
        """End what is under way; return the status and a sentence without its full stop."""
        status, why = Recovery.SUCCESS, _WHOLE
        for turn in turns:
            if turn.stage != Progress.ENDED.value:
                sound = any(part.turn == turn.index and part.side is Side.USER for part in parts)
                saved, why = end_turn(db, turn, has_sound=sound)
                status = max(status, saved, key=_WORST.index)
        cancelled = cancel_runs(db, row.id)
        if cancelled:
            why += f"; {_count(cancelled, 'tool run')} left running {'was' if cancelled == 1 else 'were'} cancelled"
        if datetime.now(UTC) - row.last_at > self.stale_after:
            minutes = round(self.stale_after.total_seconds() / 60)
            return Recovery.STALE, f"{why}. Its last turn lies more than {_count(minutes, 'minute')} back"
        return status, why

    def _settle(self, database: Database, part: Part) -> None:
        """Make the recording of a turn whose words are known; the sound of other utterances waits."""
        with database.read() as db:
            turn = find_turn(db, part.session, part.turn)
            waits = turn is not None and part.side is Side.USER and awaits_words(turn)
        if not waits:
            keep_sound(database, self.recordings, part)


_BROKEN = select(SessionRow).where(
    or_(
        SessionRow.state == SessionState.ACTIVE.value,
        # closed when the journal was taken in, by a process that did not examine it
        (SessionRow.end_reason == EndReason.CRASH.value) & (SessionRow.recovery_note == ""),
    )
)


def keep_sound(database: Database, recordings: Recordings, part: Part) -> bool:
    """Make a turn's recording of what a process that is no more left of it; False when it holds no sound.

    Raises DatabaseError, OSError.
    """
    try:
        record = recordings.keep(part)
    except (ValueError, RuntimeError) as error:
        log.storage.info("the sound of turn %d is of no use: %s", part.turn, error)
        recordings.forget(part)
        return False
    with database.write() as db:
        stored = put_audio(db, record)
    if not stored:
        recordings.delete(record)
    recordings.forget(part)
    return stored


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
