"""The history of the schema: named, ordered, append-only. Never edit a migration that was released."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine

from desktop import log
from desktop.job import Job
from desktop.storage import failures
from desktop.storage.migration import Migration
from desktop.storage.version3 import VERSION_3
from desktop.storage.version4 import VERSION_4
from desktop.storage.version5 import VERSION_5
from desktop.storage.version6 import VERSION_6
from desktop.storage.version7 import VERSION_7
from desktop.storage.version8 import VERSION_8
from desktop.storage.version9 import VERSION_9
from desktop.storage.watching import watched
from desktop.wording import marked

APPLICATION_ID = 0x53_6F_74_6F
"""`Soto` in ASCII; tells Sotto's files from other SQLite databases."""
_ABANDONED_S = 3600.0
"""A copy that nobody has written to for so long is nobody's."""


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "sessions and turns",
        (
            f"PRAGMA application_id = {APPLICATION_ID}",
            """CREATE TABLE session (
                id TEXT NOT NULL PRIMARY KEY,
                title TEXT NOT NULL,
                started_at TEXT NOT NULL,
                last_at TEXT NOT NULL,
                ended_at TEXT,
                state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
                end_reason TEXT NOT NULL
            )""",
            "CREATE INDEX session_by_last_at ON session (last_at, id)",
            "CREATE INDEX session_by_state ON session (state)",
            """CREATE TABLE turn (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
                "index" INTEGER NOT NULL,
                started_at TEXT NOT NULL,
                source TEXT NOT NULL,
                outcome TEXT NOT NULL,
                transcript TEXT NOT NULL,
                language TEXT NOT NULL,
                confidence REAL NOT NULL,
                generated TEXT NOT NULL,
                spoken TEXT NOT NULL,
                heard TEXT NOT NULL,
                audio_s REAL NOT NULL,
                stt_ms REAL,
                llm_first_token_ms REAL,
                llm_ms REAL,
                tts_first_audio_ms REAL,
                turn_ms REAL,
                stt_model TEXT NOT NULL,
                llm_model TEXT NOT NULL,
                tts_model TEXT NOT NULL,
                error TEXT NOT NULL,
                tools TEXT NOT NULL,
                UNIQUE (session_id, "index")
            )""",
        ),
    ),
    Migration(
        "tool runs",
        (
            """CREATE TABLE tool_run (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                session_id TEXT NOT NULL,
                turn INTEGER NOT NULL,
                position INTEGER NOT NULL,
                name TEXT NOT NULL,
                title TEXT NOT NULL,
                arguments TEXT NOT NULL,
                result TEXT NOT NULL,
                ms REAL NOT NULL,
                at TEXT NOT NULL,
                UNIQUE (session_id, turn, position),
                FOREIGN KEY (session_id, turn) REFERENCES turn (session_id, "index") ON DELETE CASCADE
            )""",
        ),
    ),
    VERSION_3,
    VERSION_4,
    VERSION_5,
    VERSION_6,
    VERSION_7,
    VERSION_8,
    VERSION_9,
)


def migrate(engine: Engine, path: Path, migrations: Sequence[Migration] = MIGRATIONS, job: Job | None = None) -> int:
    """Bring the file to the newest schema and return how many steps were applied.

    `engine` must begin its transactions with BEGIN IMMEDIATE. An older file is copied first, to
    `<name>.v<version>.bak` beside it. Raises DatabaseError when the file is a newer Sotto's or another
    program's, and when a step would lose rows: then the file stays at the step before, as it does when Cancelled is
    raised because `job` is to stop.
    """
    version = check(engine, path, migrations)
    steps, todo = 0, range(version, len(migrations))
    if not todo:
        return 0
    with raw_connection(engine) as connection, watched(connection, job):
        if version:
            _tell(job, marked("Copying the record before it is changed"), 0.0)
            _back_up(engine, path, version)
        for number in todo:
            _tell(job, marked("Bringing the record up to date"), (number - version) / len(todo))
            steps += _step(engine, path, migrations, number)
    return steps


def check(engine: Engine, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Return the schema's version without writing; 0 for an empty file. Raises DatabaseError as `migrate` does."""
    with engine.connect() as connection:
        return _check(connection, path, len(migrations))


def _tell(job: Job | None, words: str, share: float) -> None:
    if job is not None:
        job.tell(words, share)


def _step(engine: Engine, path: Path, migrations: Sequence[Migration], number: int) -> bool:
    # with them on, dropping a table that is rebuilt would delete every row that refers to it
    with _foreign_keys_off(engine), engine.begin() as connection:
        # asked again under the write lock: another process may have migrated meanwhile
        if _check(connection, path, len(migrations)) > number:
            return False
        before = _row_counts(connection)
        for statement in migrations[number].statements:
            connection.exec_driver_sql(statement)
        _prove(connection, before, path)
        connection.exec_driver_sql(f"PRAGMA user_version = {number + 1}")
    log.storage.info("database migrated: %s", migrations[number].name)
    return True


def _check(connection: Connection, path: Path, known: int) -> int:
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    owner = int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())
    objects = int(connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one())
    if objects and owner != APPLICATION_ID:
        raise failures.foreign(path)
    if version > known:
        raise failures.newer(path, version, known)
    return version


@contextmanager
def _foreign_keys_off(engine: Engine) -> Iterator[None]:
    """Works outside of transactions only, and because the engine has one connection."""
    with raw_connection(engine) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        with raw_connection(engine) as connection:
            connection.execute("PRAGMA foreign_keys = ON")


def _row_counts(connection: Connection) -> dict[str, int]:
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    names = [str(name) for name in connection.exec_driver_sql(listed).scalars()]
    own = [name for name in names if not name.startswith("sqlite_") and "_search_" not in name]
    return {name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()) for name in own}


def _prove(connection: Connection, before: dict[str, int], path: Path) -> None:
    """Raises DatabaseError, which takes the step back, when it lost rows or left one that refers to nothing."""
    after = _row_counts(connection)
    lost = sorted(name for name, rows in before.items() if after.get(name, rows) < rows)
    lost += sorted({str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")})
    if lost:
        raise failures.damaged(path, f"rows are missing from {', '.join(lost)}")


def _back_up(engine: Engine, path: Path, version: int) -> None:
    """Copy the file as it is. Several programs may begin at once: each writes its own copy, and one of them stays."""
    copy = path.with_name(f"{path.name}.v{version}.bak")
    _forget_parts(copy)
    part = copy.with_name(f"{copy.name}.{uuid.uuid4().hex}.part")
    part.touch(0o600)
    try:
        with raw_connection(engine) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        with closing(sqlite3.connect(part)) as copied:
            (found,) = copied.execute("PRAGMA user_version").fetchone()
        if found == version:  # or another program was faster, and has its own copy
            part.replace(copy)
    finally:
        part.unlink(missing_ok=True)


def _forget_parts(copy: Path) -> None:
    """Delete what programs left that ended while they copied."""
    for part in copy.parent.glob(f"{copy.name}.*.part"):
        with suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > _ABANDONED_S:
                part.unlink()


@contextmanager
def raw_connection(engine: Engine) -> Iterator[sqlite3.Connection]:
    """Lend the driver's connection, for the few statements that SQLite refuses inside a transaction."""
    lent = engine.raw_connection()
    try:
        connection = lent.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        yield connection
    finally:
        lent.close()
