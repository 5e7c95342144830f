"""Whether a database file is sound: its pages, its references, its search index."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from desktop.job import Job
from desktop.storage import failures
from desktop.storage.migrations import APPLICATION_ID, MIGRATIONS
from desktop.storage.watching import watched
from desktop.wording import marked

_MOST = 20
"""Problems that are listed."""
SEARCH_INDEXES = ("turn_search", "session_search")


@dataclass(frozen=True, slots=True)
class Health:
    """What was found."""

    version: int
    """Of the schema; 0 when it cannot be told."""
    problems: tuple[str, ...]
    """With what was said."""
    search_problems: tuple[str, ...]
    """With the search index, which can be made anew."""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and not self.search_problems

    @property
    def usable(self) -> bool:
        """Whether it can take the database's place: what was said is sound, and the version is known."""
        return not self.problems and 0 < self.version <= len(MIGRATIONS)


def is_ours(path: Path) -> bool:
    """Whether a file is a database that Sotto's own storage made, for conversations or for a pack."""
    try:
        with closing(sqlite3.connect(path, timeout=2)) as connection:
            return int(connection.execute("PRAGMA application_id").fetchone()[0]) == APPLICATION_ID
    except sqlite3.Error:
        return False


def check_file(path: Path, *, busy_s: float = 2.0, job: Job | None = None) -> Health:
    """Read a database through, which takes seconds for a large one, and say what is wrong. Changes nothing.

    Waits `busy_s` for others that write. Raises DatabaseError when it is locked for longer or cannot be opened;
    Cancelled.
    """
    if job is not None:
        job.tell(marked("Reading the record through"))
    if not path.is_file():
        raise failures.unreachable(path)
    try:
        opened = sqlite3.connect(path, timeout=busy_s, isolation_level=None)
        with closing(opened) as connection, watched(connection, job):
            return _examine(connection)
    except sqlite3.DatabaseError as error:
        if failures.code_of(error) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise failures.explain(error, path) from error
        return Health(0, (str(error),), ())


def rebuild_search(path: Path, *, job: Job | None = None) -> None:
    """Make the search indexes anew from what was said. Raises DatabaseError, Cancelled."""
    if job is not None:
        job.tell(marked("Making the search anew"))
    try:
        opened = sqlite3.connect(path, timeout=2, isolation_level=None)
        with closing(opened) as connection, watched(connection, job):
            for name in _indexes(connection):
                connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")
    except sqlite3.Error as error:
        raise failures.explain(error, path) from error


def _examine(connection: sqlite3.Connection) -> Health:
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if owner != APPLICATION_ID:
        return Health(0, ("it is a database of another program, or empty",), ())
    pages = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_MOST})")]
    lost = {f"{row[0]} {row[1]} refers to a {row[2]} that is gone" for row in connection.execute(_REFERENCES)}
    problems = [*(line for line in pages if line != "ok"), *sorted(lost)][:_MOST]
    return Health(version, tuple(problems), tuple(_search_problems(connection)))


_REFERENCES = "PRAGMA foreign_key_check"


def _search_problems(connection: sqlite3.Connection) -> list[str]:
    problems = []
    for name in _indexes(connection):
        # a check that is written like a change; what it finds is told as an error
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            if failures.code_of(error) != sqlite3.SQLITE_CORRUPT:
                raise
            problems.append(f"{name} does not fit what was said")
        finally:
            connection.execute("ROLLBACK")
    return problems


def _indexes(connection: sqlite3.Connection) -> list[str]:
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [name for name in SEARCH_INDEXES if name in names]
