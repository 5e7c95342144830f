"""A database in a file of one's own: SQLite, its pragmas, the one writing connection."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, Pool, StaticPool, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from desktop.errors import DatabaseError
from desktop.job import Job
from desktop.storage import failures
from desktop.storage.dialect import Sizes
from desktop.storage.migration import Migration
from desktop.storage.migrations import MIGRATIONS, check, migrate, raw_connection

_RETRY_S = 0.02


class SqliteFile:
    """The SQLite file at `path`. Writers share one connection; each reader gets its own."""

    machine = ""
    """All sessions in it are this home's."""

    def __init__(
        self,
        path: Path,
        busy_ms: int,
        migrations: Sequence[Migration] = MIGRATIONS,
        readers: type[Pool] = NullPool,
        job: Job | None = None,
    ) -> None:
        """Connects to nothing yet; `busy_ms` is how many milliseconds a lock is waited for, `readers` what becomes
        of a reader's connection afterwards. `job` is told of the way to the newest schema, and may end it."""
        self._job = job
        self._migrations = migrations
        self._path = path
        self._busy_ms = busy_ms
        self.writer = self._engine("BEGIN IMMEDIATE", poolclass=StaticPool)
        self.reader = self._engine("BEGIN", "PRAGMA query_only = ON", poolclass=readers)

    @property
    def version(self) -> str:
        """Before 3.51.3 two connections that write can corrupt a WAL."""
        return f"SQLite {sqlite3.sqlite_version}"

    def prepare(self) -> None:
        """Create the file, or bring it to the newest schema. Raises DatabaseError and SQLite's errors."""
        self._create_file()
        # before anything is written: a file that is not ours stays as it is
        check(self.writer, self._path, self._migrations)
        self._enter_wal()
        migrate(self.writer, self._path, self._migrations, self._job)
        self._probe()

    def explain(self, error: Exception) -> DatabaseError | None:
        """Return what an error of SQLite's means; None for a statement that was wrong."""
        if not isinstance(error, DBAPIError | sqlite3.Error) or failures.is_bug(error):
            return None
        return failures.explain(error, self._path)

    def may_pass(self, error: BaseException) -> bool:
        """Whether somebody else who closed last deleted the WAL just now: an I/O error for others."""
        cause = error.__cause__
        return isinstance(cause, DBAPIError | sqlite3.Error) and failures.code_of(cause) == sqlite3.SQLITE_IOERR

    def overwrite_deleted(self, db: Session) -> None:
        """From now on deleted rows are overwritten with zeros."""
        db.connection().exec_driver_sql("PRAGMA secure_delete = ON")

    def measure(self, db: Session) -> Sizes:
        """Return the sizes of the file and of its log."""
        return Sizes(
            schema_version=_pragma(db, "user_version"),
            bytes=_size(self._path),
            empty_bytes=_pragma(db, "freelist_count") * _pragma(db, "page_size"),
            log_bytes=_size(self._path.with_name(self._path.name + "-wal")),
        )

    def _engine(self, begin: str, *pragmas: str, poolclass: Any) -> Engine:
        engine = create_engine(
            "sqlite+pysqlite://",
            creator=lambda: self._connect(pragmas),
            poolclass=poolclass,
        )

        def on_begin(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        event.listen(engine, "begin", on_begin)
        return engine

    def _connect(self, pragmas: tuple[str, ...]) -> sqlite3.Connection:
        # isolation_level None: the driver's own idea of transactions would leave DDL outside of them
        connection = sqlite3.connect(
            self._path, timeout=self._busy_ms / 1000, isolation_level=None, check_same_thread=False
        )
        # mmap stays off and one connection checkpoints: SQLite before 3.51.3 can damage a WAL otherwise
        settings = ("synchronous = FULL", "foreign_keys = ON", "mmap_size = 0")
        try:
            for setting in settings:
                connection.execute(f"PRAGMA {setting}")
            for pragma in pragmas:
                connection.execute(pragma)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _create_file(self) -> None:
        """Conversations are private: nobody else may read the file, and SQLite copies its mode to the WAL."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._path.exists():
                self._path.touch(0o600)
        except OSError as error:
            raise failures.unreachable(self._path) from error

    def _enter_wal(self) -> None:
        """SQLite does not wait for this lock itself when two openers switch a new file at once."""
        deadline = time.monotonic() + self._busy_ms / 1000
        while True:
            try:
                with raw_connection(self.writer) as connection:
                    connection.execute("PRAGMA journal_mode = WAL")
                return
            except (DBAPIError, sqlite3.OperationalError) as error:
                if failures.code_of(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                    raise
                time.sleep(_RETRY_S)

    def _probe(self) -> None:
        """Write something and take it back: a read-only file says so here, not at the first turn.

        BEGIN IMMEDIATE alone does not tell, SQLite makes it a reader's transaction on such a file.
        """
        with self.writer.connect() as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version = {int(version)}")
            connection.rollback()


def _pragma(db: Session, name: str) -> int:
    return int(db.execute(text(f"PRAGMA {name}")).scalar_one())


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
