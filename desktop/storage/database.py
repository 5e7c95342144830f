"""Opens the SQLite file: pragmas, schema version, the one writing connection."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from desktop.storage import failures
from desktop.storage.migrations import check, migrate, raw_connection

_ATTEMPTS = 4
_RETRY_S = 0.02


def sqlite_version() -> str:
    """Version of the SQLite library in use; before 3.51.3 two connections that write can corrupt a WAL."""
    return sqlite3.sqlite_version


class Database:
    """An open database. Writers share one connection behind a lock; each reader gets its own."""

    def __init__(self, path: Path, busy_ms: int) -> None:
        """Prepare; use `Database.open`."""
        self.path = path
        self._busy_ms = busy_ms
        self._lock = threading.Lock()
        self._writer = self._engine("BEGIN IMMEDIATE", poolclass=StaticPool)
        self._reader = self._engine("BEGIN", "PRAGMA query_only = ON", poolclass=NullPool)

    @classmethod
    def open(cls, path: Path, *, busy_ms: int = 2000) -> Database:
        """Open or create the database at `path` and bring it to the newest schema.

        `busy_ms` is how many milliseconds a locked database is waited for. Raises DatabaseError with advice
        when the file is locked, read-only, a folder, damaged, not a database, another program's or a newer
        Sotto's, or the disk is full.
        """
        for left in reversed(range(_ATTEMPTS)):
            database = cls(path, busy_ms)
            try:
                database._prepare()
            except BaseException as error:
                database.close()
                if left and _may_pass(error):
                    time.sleep(_RETRY_S)
                    continue
                raise
            return database
        raise AssertionError("the last attempt returns or raises")

    def _prepare(self) -> None:
        with self._explained():
            self._create_file()
            # before anything is written: a file that is not ours stays as it is
            check(self._writer, self.path)
            self._enter_wal()
            migrate(self._writer, self.path)
            self._probe()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session that commits when the block ends, all or nothing. Raises DatabaseError."""
        with self._lock, self._explained(), Session(self._writer, expire_on_commit=False) as session:
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
            self.path, timeout=self._busy_ms / 1000, isolation_level=None, check_same_thread=False
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
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self.path.exists():
                self.path.touch(0o600)
        except OSError as error:
            raise failures.unreachable(self.path) from error

    def _enter_wal(self) -> None:
        """SQLite does not wait for this lock itself when two openers switch a new file at once."""
        deadline = time.monotonic() + self._busy_ms / 1000
        while True:
            try:
                with raw_connection(self._writer) as connection:
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
        with self._writer.connect() as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version = {int(version)}")
            connection.rollback()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            if failures.is_bug(error):
                raise
            raise failures.explain(error, self.path) from error


def _may_pass(error: BaseException) -> bool:
    """Whether another attempt may succeed: somebody else who closes last deletes the WAL, an I/O error for others."""
    cause = error.__cause__
    return isinstance(cause, DBAPIError | sqlite3.Error) and failures.code_of(cause) == sqlite3.SQLITE_IOERR
