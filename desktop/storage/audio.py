"""What the database knows of recordings, and how they go: apart from the text, or with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from desktop.storage.database import Database
from desktop.storage.keeping import find_turn
from desktop.storage.recordings import AudioRecord, Recordings
from desktop.storage.side_tables import AudioRow
from desktop.storage.states import Side
from desktop.storage.tables import SessionRow


class Audio:
    """The recordings of the stored turns. Every method may be called from any thread and raises DatabaseError."""

    def __init__(self, database: Database, recordings: Recordings) -> None:
        self._database = database
        self._recordings = recordings

    def of(self, session: str, turn: int | None = None) -> list[AudioRecord]:
        """Return what there is of a session, or of one of its turns, in order; the user before Sotto."""
        query = select(AudioRow).where(AudioRow.session_id == session)
        if turn is not None:
            query = query.where(AudioRow.turn == turn)
        with self._database.read() as db:
            rows = db.exec(query.order_by(col(AudioRow.turn), col(AudioRow.side).desc()))
            return [_record(row) for row in rows]

    def delete(self, session: str, turn: int | None = None) -> int:
        """Delete the recordings of a session, or of one of its turns; the text stays. Return how many those were.

        To be called before a session is deleted for good, which takes the rows but not the files. Raises OSError.
        """
        return self._delete(self.of(session, turn))

    def prune(self, before: datetime) -> int:
        """Delete this home's recordings made before an aware time, and return how many those were. Raises OSError."""
        with self._database.read() as db:
            mine = select(SessionRow.id).where(SessionRow.machine == self._database.machine)
            outdated = (col(AudioRow.created_at) < before, col(AudioRow.session_id).in_(mine))
            old = db.exec(select(AudioRow).where(*outdated))
            records = [_record(row) for row in old]
        return self._delete(records)

    def _delete(self, records: Sequence[AudioRecord]) -> int:
        # the files first: what is deleted must be gone even if Sotto ends in between
        for record in records:
            self._recordings.delete(record)
        with self._database.write() as db:
            for record in records:
                row = _find(db, record)
                if row is not None:
                    db.delete(row)
        return len(records)


def put_audio(db: Session, record: AudioRecord) -> bool:
    """Store the record of a turn's recording in place of an earlier one; False when there is no such turn."""
    if find_turn(db, record.session, record.turn) is None:
        return False
    columns: dict[str, Any] = {
        "session_id": record.session,
        "turn": record.turn,
        "side": record.side.value,
        "file": record.file,
        "format": record.format,
        "rate": record.rate,
        "seconds": record.seconds,
        "bytes": record.bytes,
        "created_at": record.created_at,
    }
    row = _find(db, record)
    db.add(AudioRow(**columns) if row is None else row.sqlmodel_update(columns))
    db.flush()
    return True


def _find(db: Session, record: AudioRecord) -> AudioRow | None:
    here = (AudioRow.session_id == record.session, AudioRow.turn == record.turn)
    return db.exec(select(AudioRow).where(*here, AudioRow.side == record.side.value)).first()


def _record(row: AudioRow) -> AudioRecord:
    return AudioRecord(
        session=row.session_id,
        turn=row.turn,
        side=Side(row.side),
        file=row.file,
        format=row.format,
        rate=row.rate,
        seconds=row.seconds,
        bytes=row.bytes,
        created_at=row.created_at,
    )
