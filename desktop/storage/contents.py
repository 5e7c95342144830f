"""How much there is: rows, files, times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text
from sqlmodel import Session

from desktop.storage.backups import Backup, Backups
from desktop.storage.columns import table_of
from desktop.storage.database import Database, sqlite_version
from desktop.storage.journal import journal_path
from desktop.storage.side_tables import AudioRow, ToolRunRow
from desktop.storage.tables import SessionRow, TurnRow


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds and how large things are, in bytes."""

    schema_version: int
    sqlite_version: str
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
    audio, path = table_of(AudioRow), database.path
    with database.read() as db:
        sounds = select(func.count(), func.coalesce(func.sum(audio.c.seconds), 0.0)).select_from(audio)
        recordings, seconds = db.execute(sounds).one()
        first, last = db.execute(select(func.min(turn.c.started_at), func.max(turn.c.started_at))).one()
        return Contents(
            schema_version=_pragma(db, "user_version"),
            sqlite_version=sqlite_version(),
            sessions=_count(db, session, session.c.deleted_at.is_(None)),
            in_bin=_count(db, session, session.c.deleted_at.is_not(None)),
            turns=_count(db, turn),
            tool_runs=_count(db, table_of(ToolRunRow)),
            recordings=recordings,
            recording_seconds=seconds,
            first_turn=first,
            last_turn=last,
            database_bytes=_size(path),
            empty_bytes=_pragma(db, "freelist_count") * _pragma(db, "page_size"),
            log_bytes=_size(path.with_name(path.name + "-wal")),
            journal_bytes=_size(journal_path(path)),
            recording_bytes=db.execute(select(func.coalesce(func.sum(audio.c.bytes), 0))).scalar_one(),
            backups=backups.all(),
        )


def _count(db: Session, table: object, *where: object) -> int:
    return int(db.execute(select(func.count()).select_from(table).where(*where)).scalar_one())  # type: ignore[arg-type]


def _pragma(db: Session, name: str) -> int:
    return int(db.execute(text(f"PRAGMA {name}")).scalar_one())


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
