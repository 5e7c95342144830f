"""Opens the database, this home's own file or a team's server, and lends sessions for reading and writing."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import NullPool, Pool
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from desktop.job import Job
from desktop.storage.dialect import Dialect, Sizes
from desktop.storage.migration import Migration
from desktop.storage.migrations import MIGRATIONS
from desktop.storage.sqlite_file import SqliteFile

_ATTEMPTS = 4
_RETRY_S = 0.02


class Database:
    """An open database. Writers share one connection behind a lock; readers do not wait for them."""

    def __init__(self, path: Path, dialect: Dialect) -> None:
        """Prepare; use `Database.open`."""
        self.path = path
        """The file, or where it would lie: journal and leases of this home lie beside it."""
        self._dialect = dialect
        self._lock = threading.Lock()
        self._writer, self._reader = dialect.writer, dialect.reader

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        busy_ms: int = 2000,
        url: str = "",
        migrations: Sequence[Migration] = MIGRATIONS,
        readers: type[Pool] = NullPool,
        job: Job | None = None,
    ) -> Database:
        """Open or create the database at `path`, or the one on a server if `url` names it, with the newest schema.

        `busy_ms` is how many milliseconds a locked database is waited for. `url` is like
        `postgresql://user@host/name`. `migrations` make the schema, in a file that keeps something else than
        conversations. With `readers` a QueuePool a reader's connection is kept for the next one, which spares a third
        of a small query's time. `job` is told how an older file is brought to the newest schema, and may
        end that: then Cancelled is raised, and the file is as it was at one of the steps. Raises DatabaseError with
        advice when the file is locked, read-only, a folder, damaged, not a database, another program's or a newer
        Sotto's, or the disk is full; and when the server cannot be reached or is of no use.
        """
        for left in reversed(range(_ATTEMPTS)):
            dialect = _dialect(path, busy_ms, url, migrations, readers, job)
            database = cls(path, dialect)
            try:
                with database._explained():
                    dialect.prepare()
            except BaseException as error:
                database.close()
                if left and dialect.may_pass(error):
                    time.sleep(_RETRY_S)
                    continue
                raise
            return database
        raise AssertionError("the last attempt returns or raises")

    @property
    def machine(self) -> str:
        """Whose sessions this home answers for, see `SessionRow.machine`; empty where all are its own."""
        return self._dialect.machine

    @property
    def version(self) -> str:
        """Name and version of the software that keeps the rows."""
        return self._dialect.version

    def sizes(self) -> Sizes:
        """Return how large things are. Raises DatabaseError."""
        with self.read() as db:
            return self._dialect.measure(db)

    def overwrite_deleted(self, db: Session) -> None:
        """See that what a session of `write` deletes cannot be read from the disk, where that can be chosen."""
        self._dialect.overwrite_deleted(db)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session that commits when the block ends, all or nothing. Raises DatabaseError."""
        made = Session(self._writer, expire_on_commit=False, info={"machine": self.machine})
        with self._lock, self._explained(), made as session:
            # rolls back by itself when the block raises
            yield session
            session.commit()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session on a connection of its own that sees one consistent state. Raises DatabaseError."""
        with self._explained(), Session(self._reader) as session:
            yield session

    def close(self) -> None:
        """Close the connections. Harmless when closed."""
        with self._lock:
            self._writer.dispose()
            self._reader.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            explained = self._dialect.explain(error)
            if explained is None:
                raise
            raise explained from error


def machine_of(db: Session) -> str:
    """Return whose sessions those are that a session of `Database.write` makes."""
    return str(db.info.get("machine", ""))


def _dialect(
    path: Path, busy_ms: int, url: str, migrations: Sequence[Migration], readers: type[Pool], job: Job | None
) -> Dialect:
    if not url:
        return SqliteFile(path, busy_ms, migrations, readers, job)
    from desktop.storage.postgres import PostgresServer

    return PostgresServer(path, busy_ms, url)
