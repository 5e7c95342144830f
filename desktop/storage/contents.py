"""How much there is: rows, files, times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session

from desktop.storage.backups import Backup, Backups
from desktop.storage.columns import table_of
from desktop.storage.database import Database
from desktop.storage.journal import journal_path
from desktop.storage.side_tables import AudioRow, ToolRunRow
from desktop.storage.tables import SessionRow, TurnRow


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds and how large things are, in bytes."""

    schema_version: int
    database_version: str
    """Name and version of the software that keeps it."""
    sessions: int
    in_bin: int
    turns: int
    tool_runs: int
    recordings: int
    recording_seconds: float
    first_turn: datetime | None
    last_turn: datetime | None
    database_bytes: int
    empty_bytes: int
    """Of these, what deleted rows left."""
    log_bytes: int
    """Of the write-ahead log."""
    journal_bytes: int
    """Of turns that wait for the database."""
    recording_bytes: int
    backups: list[Backup]
    """Newest first."""


def read_contents(database: Database, backups: Backups) -> Contents:
    """Count everything. Raises DatabaseError."""
    session, turn = table_of(SessionRow), table_of(TurnRow)
    audio, sizes = table_of(AudioRow), database.sizes()
    with database.read() as db:
        sounds = select(func.count(), func.coalesce(func.sum(audio.c.seconds), 0.0)).select_from(audio)
        recordings, seconds = db.execute(sounds).one()
        first, last = db.execute(select(func.min(turn.c.started_at), func.max(turn.c.started_at))).one()
        return Contents(
            schema_version=sizes.schema_version,
            database_version=database.version,
            sessions=_count(db, session, session.c.deleted_at.is_(None)),
            in_bin=_count(db, session, session.c.deleted_at.is_not(None)),
            turns=_count(db, turn),
            tool_runs=_count(db, table_of(ToolRunRow)),
            recordings=recordings,
            recording_seconds=seconds,
            first_turn=first,
            last_turn=last,
            database_bytes=sizes.bytes,
            empty_bytes=sizes.empty_bytes,
            log_bytes=sizes.log_bytes,
            journal_bytes=_size(journal_path(database.path)),
            recording_bytes=db.execute(select(func.coalesce(func.sum(audio.c.bytes), 0))).scalar_one(),
            backups=backups.all(),
        )


def _count(db: Session, table: object, *where: object) -> int:
    return int(db.execute(select(func.count()).select_from(table).where(*where)).scalar_one())  # type: ignore[arg-type]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
