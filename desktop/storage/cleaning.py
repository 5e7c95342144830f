"""What goes for good: what lay in the bin for long, what the settings no longer want, or everything."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, delete, select

from desktop.errors import DatabaseError
from desktop.storage import failures
from desktop.storage.audio import Audio
from desktop.storage.contexts import prune_contexts
from desktop.storage.database import Database
from desktop.storage.health import SEARCH_INDEXES
from desktop.storage.lease import Leases
from desktop.storage.mending import refuse_in_use
from desktop.storage.recordings import Recordings
from desktop.storage.tables import SessionRow
from desktop.wording import marked

_AT_ONCE = 20
"""Sessions deleted in one transaction: others who write wait for no more than that."""
_WASTED = 0.25
"""Share of empty pages from which the file is made smaller."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things stay; None for ever."""

    bin: timedelta | None = timedelta(days=30)
    text: timedelta | None = None
    """Since a session was last active."""
    most_sessions: int | None = None
    """Outside of the bin."""
    sound: timedelta | None = None
    """Since it was recorded."""
    contexts: timedelta | None = None
    """What the model saw, since its session was last active."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What went."""

    sessions: int
    recordings: int
    contexts: int = 0
    """Sessions of which it is no longer known what the model saw."""


def clean(database: Database, recordings: Recordings, retention: Retention, now: datetime | None = None) -> Cleaned:
    """Delete sessions for good, with their sound; of others sound and what the model saw; as `retention` says.

    Pinned sessions go only from the bin, none that a living process records goes, and none of another machine's.
    `now` is an aware time. Raises DatabaseError, OSError.
    """
    leases, audio, now = Leases(database.path), Audio(database, recordings), now or datetime.now(UTC)
    with database.read() as db:
        wanted = dict.fromkeys(_outdated(db, database.machine, retention, now))
    ids = [one for one in wanted if not leases.is_taken(one)]
    sounds = sum(audio.delete(one) for one in ids)
    for first in range(0, len(ids), _AT_ONCE):
        with database.write() as db:
            database.overwrite_deleted(db)
            db.exec(delete(SessionRow).where(col(SessionRow.id).in_(ids[first : first + _AT_ONCE])))
    sounds += audio.prune(now - retention.sound) if retention.sound is not None else 0
    contexts = prune_contexts(database, now - retention.contexts) if retention.contexts is not None else 0
    return Cleaned(len(ids), sounds, contexts)


def _outdated(db: Session, machine: str, retention: Retention, now: datetime) -> Sequence[str]:
    last, deleted, pinned = col(SessionRow.last_at), col(SessionRow.deleted_at), col(SessionRow.pinned)
    found: list[str] = []
    mine = col(SessionRow.machine) == machine
    if retention.bin is not None:
        found += db.exec(select(SessionRow.id).where(mine, deleted < now - retention.bin))
    if retention.text is not None:
        found += db.exec(select(SessionRow.id).where(mine, last < now - retention.text, ~pinned))
    if retention.most_sessions is not None:
        ranked = select(SessionRow.id, SessionRow.pinned).where(mine, deleted.is_(None))
        ranked = ranked.order_by(pinned.desc(), last.desc(), col(SessionRow.id).desc())
        found += [one for one, kept in db.exec(ranked.offset(retention.most_sessions)) if not kept]
    return found


def shrink(path: Path) -> bool:
    """Take deleted words out of the search index, and give the empty pages, if they are many, back to the disk.

    Nothing happens while somebody records into the database: either would keep it waiting. Returns whether pages
    were given back. Raises DatabaseError.
    """
    try:
        refuse_in_use(path)
    except DatabaseError:
        return False
    try:
        with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            for name in SEARCH_INDEXES:
                connection.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")
            free, pages = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in _PAGES)
            if free < pages * _WASTED:
                return False
            connection.execute("VACUUM")
    except sqlite3.Error as error:
        raise failures.explain(error, path) from error
    return True


_PAGES = ("freelist_count", "page_count")


def erase(database: Path, *others: Path) -> list[Path]:
    """Delete a database with its logs, its journal, its earlier versions, these folders and files; return what went.

    Raises DatabaseError when a running Sotto uses it, or a file cannot be deleted.
    """
    refuse_in_use(database)
    gone = sorted(database.parent.glob(f"{database.name}*"))
    for other in others:
        gone += [other] if other.is_dir() else sorted(other.parent.glob(f"{other.name}*")) if other.is_file() else []
    gone = list(dict.fromkeys(gone))
    try:
        for path in gone:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise DatabaseError(
            marked("{path} cannot be deleted: {strerror}", path=path, strerror=error.strerror),
            advice=marked("delete it yourself"),
        ) from error
    return gone
