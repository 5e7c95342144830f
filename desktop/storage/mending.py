"""A damaged database put right: its search index made anew, or else a backup put in its place."""

from __future__ import annotations

import enum
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop.errors import DatabaseError
from desktop.job import Job
from desktop.storage import failures
from desktop.storage.backups import Backup, Backups
from desktop.storage.health import Health, check_file, rebuild_search
from desktop.storage.lease import Leases
from desktop.storage.new_file import sync_folder
from desktop.wording import marked

_LOGS = ("-wal", "-shm")
_PIECE = 1 << 20
"""Bytes copied at once."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What putting a backup in the database's place came to."""

    backup: Backup
    aside: Path | None
    """Where the old file lies now; None when there was none."""
    missing_turns: int | None
    """How many turns of the old file are not in the backup; None when it cannot be read."""

    @property
    def sentence(self) -> str:
        """What happened, for people."""
        at = self.backup.at.astimezone()
        if self.missing_turns is None:
            return marked("the backup of {at:%Y-%m-%d %H:%M} was restored; what was said after it is missing", at=at)
        if self.missing_turns == 0:
            return marked(
                "the backup of {at:%Y-%m-%d %H:%M} was restored; no turns that were said after it are missing", at=at
            )
        if self.missing_turns == 1:
            return marked(
                "the backup of {at:%Y-%m-%d %H:%M} was restored; 1 turn that was said after it is missing", at=at
            )
        return marked(
            "the backup of {at:%Y-%m-%d %H:%M} was restored; {count:,} turns that were said after it are missing",
            at=at,
            count=self.missing_turns,
        )


class Remedy(enum.StrEnum):
    """What a database needed."""

    NONE = "none"
    SEARCH_REBUILT = "search rebuilt"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Mended:
    """What was wrong and what was done."""

    before: Health
    remedy: Remedy
    restored: Restored | None = None


def mend(path: Path, backups: Backups, job: Job | None = None) -> Mended:
    """Check a database and put it right with what costs least.

    Raises DatabaseError when it is locked, when a backup is needed and none is good, or when it is in use then.
    """
    health = check_file(path, job=job)
    if health.sound:
        return Mended(health, Remedy.NONE)
    if health.version and _search_was_all(path, job):
        return Mended(health, Remedy.SEARCH_REBUILT)
    good = backups.newest_good(job)
    if good is None:
        raise failures.damaged(path, "; ".join(health.problems[:3]) + "; no backup is good")
    return Mended(health, Remedy.RESTORED, restore(path, good, job=job))


def ended_uncleanly(path: Path) -> bool:
    """Whether a session was left open that no living process records, or the file cannot even tell.

    Raises DatabaseError when it is locked.
    """
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=2)) as connection:
            left = [str(row[0]) for row in connection.execute("SELECT id FROM session WHERE state = 'active'")]
    except sqlite3.DatabaseError as error:
        if failures.code_of(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return True
        if failures.code_of(error) == sqlite3.SQLITE_ERROR:  # no such table: empty, or of another program
            return False
        raise failures.explain(error, path) from error
    leases = Leases(path)
    return any(not leases.is_taken(one) for one in left)


def _search_was_all(path: Path, job: Job | None) -> bool:
    """Make the search index anew; whether all is sound then."""
    try:
        rebuild_search(path, job=job)
        return check_file(path, job=job).sound
    except DatabaseError:
        return False  # the pages are damaged too, which the check has told


def restore(path: Path, backup: Backup, now: datetime | None = None, *, job: Job | None = None) -> Restored:
    """Put a backup in the database's place; the old file and its logs are kept beside it.

    A crash at any moment leaves the old database or the new one; so does Cancelled, which `job` may bring. Raises
    DatabaseError when the backup is damaged, a running Sotto records into the database, or a file cannot be written.
    """
    if not check_file(backup.path, job=job).usable:
        raise failures.damaged(backup.path, "this backup is of no use")
    refuse_in_use(path)
    at = (now or datetime.now(UTC)).astimezone(UTC)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy(backup.path, part, job)
        missing = _missing(path, part)
        if job is not None:
            job.check()  # from here on it is done
        aside = _set_aside(path, path.with_name(f"{path.name}.replaced-{at.strftime('%Y%m%dT%H%M%SZ')}"))
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        advice = marked("see that {parent} can be written and the disk is not full", parent=path.parent)
        raise DatabaseError(
            marked("the backup cannot be restored: {strerror}", strerror=error.strerror), advice=advice
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return Restored(backup, aside, missing)


def refuse_in_use(path: Path) -> None:
    """Raise DatabaseError when a living process records into a database."""
    leases = Leases(path)
    folder = path.with_name(path.name + ".active")
    if any(leases.is_taken(one.name) for one in folder.glob("*")):
        raise DatabaseError(marked("a running Sotto uses {path}", path=path), advice=marked("close it and try again"))


def _copy(source: Path, target: Path, job: Job | None = None) -> None:
    target.unlink(missing_ok=True)
    target.touch(0o600)
    with source.open("rb") as original, target.open("wb") as copy:
        total, done = source.stat().st_size, 0
        while piece := original.read(_PIECE):
            done += copy.write(piece)
            if job is not None:
                job.tell(marked("Restoring the backup"), done / total)
        copy.flush()
        os.fsync(copy.fileno())


def _set_aside(path: Path, aside: Path) -> Path | None:
    if not path.exists():
        return None
    # it keeps its name until the backup takes that; but its logs must not be there then, SQLite would play them back
    try:
        aside.hardlink_to(path)
    except OSError:  # a file system without links
        _copy(path, aside)
    for log in _LOGS:
        with_log = path.with_name(path.name + log)
        if with_log.exists():
            with_log.replace(aside.with_name(aside.name + log))
    return aside


def _missing(old: Path, new: Path) -> int | None:
    """Turns that only `old` has; 0 when there is no such file."""
    if not old.exists():
        return 0
    try:
        # closing it also brings what its log holds into the file, if it is sound
        with closing(sqlite3.connect(old, timeout=2)) as connection:
            connection.execute("ATTACH ? AS new", (str(new),))
            return int(connection.execute(_ONLY_OLD).fetchone()[0])
    except sqlite3.Error:
        return None


_ONLY_OLD = """
    SELECT count(*) FROM main.turn WHERE NOT EXISTS (
        SELECT 1 FROM new.turn AS kept
        WHERE kept.session_id = main.turn.session_id AND kept."index" = main.turn."index"
    )
"""
