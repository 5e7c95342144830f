"""Copies of the database in a folder of their own: made, judged, thinned."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.errors import DatabaseError
from desktop.job import Job
from desktop.storage import failures
from desktop.storage.health import Health, check_file
from desktop.storage.migrations import MIGRATIONS
from desktop.storage.new_file import sync_folder
from desktop.storage.thinning import to_keep
from desktop.wording import marked

_TIME = "%Y%m%dT%H%M%SZ"
_PAGES = 1000
"""Copied between two looks whether it is to stop: some milliseconds."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy."""

    path: Path
    at: datetime
    """When it was made; UTC, aware, whole seconds."""
    bytes: int


class Backups:
    """The folder of copies. Keeps nothing open; any thread, one at a time."""

    def __init__(self, folder: Path, stem: str = "sotto", *, versions: int = len(MIGRATIONS)) -> None:
        """Nothing is made before something is written. `stem` is what the copies' names begin with, `versions` how
        many of the schema are known."""
        self.folder, self._stem, self._versions = folder, stem, versions

    def all(self) -> list[Backup]:
        """Return the copies, the newest first; other files in the folder do not count."""
        name = re.compile(rf"{re.escape(self._stem)}-(\d{{8}}T\d{{6}}Z)\.db")
        found = [(path, name.fullmatch(path.name)) for path in self.folder.glob("*.db")]
        copies = [Backup(path, _time(at[1]), path.stat().st_size) for path, at in found if at is not None]
        return sorted(copies, key=lambda copy: copy.at, reverse=True)

    def make(self, database: Path, now: datetime | None = None, *, job: Job | None = None) -> Backup:
        """Copy a database that may be in use, and return the copy, which was read through and found sound.

        Uses SQLite's backup API: nobody who reads or writes has to wait. `now` is an aware time. Raises DatabaseError
        when either file is damaged, cannot be read or written, or the disk is full, Cancelled; then no copy is left.
        """
        at = (now or datetime.now(UTC)).astimezone(UTC)
        path = self.folder / f"{self._stem}-{at.strftime(_TIME)}.db"
        part = path.with_name(path.name + ".part")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            part.touch(0o600)
            copy_database(database, part, job)
            self._refuse_damaged(part, job)
            part.replace(path)
            sync_folder(self.folder)
        except OSError as error:
            advice = marked("see that {folder} can be written and the disk is not full", folder=self.folder)
            raise DatabaseError(
                marked("the backup cannot be written: {strerror}", strerror=error.strerror), advice=advice
            ) from error
        finally:
            if part.exists():
                part.unlink()
        return Backup(path, at.replace(microsecond=0), path.stat().st_size)

    def due(self, every: timedelta, now: datetime | None = None) -> bool:
        """Whether the newest copy is older than `every`, or there is none."""
        copies = self.all()
        return not copies or (now or datetime.now(UTC)) - copies[0].at >= every

    def thin(self) -> list[Backup]:
        """Delete the copies that `to_keep` does not name, and return them. Raises OSError."""
        copies = self.all()
        kept = to_keep(copy.at for copy in copies)
        gone = [copy for copy in copies if copy.at not in kept]
        for copy in gone:
            copy.path.unlink(missing_ok=True)
        return gone

    def newest_good(self, job: Job | None = None) -> Backup | None:
        """Return the newest copy that is sound and of a version that this Sotto knows; None when none is."""
        return next((copy for copy in self.all() if self._usable(check_file(copy.path, job=job))), None)

    def _usable(self, health: Health) -> bool:
        return not health.problems and 0 < health.version <= self._versions

    def _refuse_damaged(self, path: Path, job: Job | None) -> None:
        health = check_file(path, job=job)
        if not self._usable(health):
            raise failures.damaged(path, "; ".join(health.problems) or "its search index")


def copy_database(source: Path, target: Path, job: Job | None = None) -> None:
    """Copy the state of a database as of now into an empty file, onto the disk.

    Raises DatabaseError, OSError, Cancelled.
    """
    if not source.is_file():
        raise DatabaseError(
            marked("there is no database {source}", source=source),
            advice=marked("Sotto makes it at the first conversation"),
        )
    try:
        with closing(sqlite3.connect(source, timeout=2)) as original, closing(sqlite3.connect(target)) as copy:
            original.execute("PRAGMA query_only = ON")
            _copy_pages(original, copy, job)
            # the copy says that it has a write-ahead log, and would make one whenever it is looked at
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise failures.explain(error, source) from error
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _copy_pages(original: sqlite3.Connection, copy: sqlite3.Connection, job: Job | None) -> None:
    if job is None:
        original.backup(copy)
        return

    def tell(_status: int, left: int, pages: int) -> None:
        job.tell(marked("Backing up"), 1 - left / pages if pages else None)

    # what is read keeps the state of this moment, or each turn that is stored meanwhile would begin the copy anew
    original.execute("BEGIN")
    original.execute("SELECT count(*) FROM sqlite_master").fetchone()
    try:
        original.backup(copy, pages=_PAGES, progress=tell)
    finally:
        original.execute("ROLLBACK")


def _time(text: str) -> datetime:
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
