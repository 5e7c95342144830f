"""A team's database on a PostgreSQL server: connections, the schema, whose sessions are whose."""

from __future__ import annotations

import hashlib
import importlib.util
import platform
import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlmodel import Session

from desktop.errors import DatabaseError, UsageError
from desktop.storage import failures, postgres_schema
from desktop.storage.dialect import Sizes
from desktop.storage.new_file import write_new
from desktop.storage.postgres_failures import SETTING, explain
from desktop.wording import marked

_SCHEMES = ("postgresql", "postgres")
_CONNECTING = {
    "connect_timeout": "2",
    "keepalives_idle": "3",
    "keepalives_interval": "1",
    "keepalives_count": "3",
    "tcp_user_timeout": "6000",
    "application_name": "sotto",
}
"""So that a server that went away is noticed within the time that a recorder has for closing.

What the URL says of these holds instead.
"""


class PostgresServer:
    """The database at `url`, for the home in which `path` lies.

    Writers of one home wait for one another as they do with a file; those of other homes do not.
    """

    def __init__(self, path: Path, busy_ms: int, url: str) -> None:
        """Connects to nothing yet. `busy_ms` is how many milliseconds a lock is waited for.

        Raises DatabaseError when the URL is none, the driver is missing, or the home's name cannot be written.
        """
        address = _parsed(url)
        if importlib.util.find_spec("psycopg") is None:
            advice = marked("install Sotto with its extra `team`: pip install 'sotto[team]'")
            raise DatabaseError(marked("a database on a server needs psycopg, which is not installed"), advice=advice)
        self._busy_ms = busy_ms
        self._server = address.set(drivername="postgresql", query={}).render_as_string(hide_password=True)
        self.machine = machine_name(path)
        self._version = "PostgreSQL"
        self.writer = _engine(address, poolclass=StaticPool)
        event.listen(self.writer, "begin", self._take_turns)
        self.reader = _engine(
            address, pool_size=2, isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True}
        )

    @property
    def version(self) -> str:
        """Known once it was connected to."""
        return self._version

    def prepare(self) -> None:
        """Make the schema or bring it to the newest version. Raises DatabaseError and the driver's errors."""
        with self.writer.begin() as connection:
            self._version = f"PostgreSQL {connection.exec_driver_sql('SHOW server_version').scalar_one()}"
            postgres_schema.prepare(connection, self._server)

    def explain(self, error: Exception) -> DatabaseError | None:
        """Return what an error of the driver's means; None for a statement that was wrong."""
        return explain(error, self._server) if isinstance(error, DBAPIError) else None

    def may_pass(self, error: BaseException) -> bool:  # noqa: ARG002
        """Never at once: whoever asks tries again later."""
        return False

    def overwrite_deleted(self, db: Session) -> None:
        """Nothing can be chosen: the server's own vacuum clears deleted rows away."""

    def measure(self, db: Session) -> Sizes:
        """Return the size of the whole database on the server."""
        connection = db.connection()
        size = int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
        return Sizes(postgres_schema.version_of(connection), size, 0, 0)

    def _take_turns(self, connection: Connection) -> None:
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = {self._busy_ms}; SELECT pg_advisory_xact_lock({_key(self.machine)})"
        )


def _parsed(url: str) -> URL:
    advice = marked("correct {setting}: it is like postgresql://user@host/name", setting=SETTING)
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:  # the latter for a port that is no number
        raise DatabaseError(marked("the address of the team's database cannot be read"), advice=advice) from error
    if address.drivername not in _SCHEMES:
        message = marked(
            "a database at {drivername}:// cannot hold conversations, only one at postgresql://",
            drivername=address.drivername,
        )
        raise DatabaseError(message, advice=advice)
    if not address.database:
        raise DatabaseError(marked("the address of the team's database names no database"), advice=advice)
    return address.set(drivername="postgresql+psycopg")


def _engine(address: URL, **options: Any) -> Engine:
    connecting: dict[str, Any] = {name: value for name, value in _CONNECTING.items() if name not in address.query}
    # prepared statements would be planned without the words that are searched for
    engine = create_engine(
        address, connect_args=connecting | {"prepare_threshold": None}, pool_pre_ping=True, **options
    )

    def on_connect(connection: Any, _record: object) -> None:
        from desktop.storage.postgres_text import register

        register(connection)

    event.listen(engine, "connect", on_connect)
    return engine


def machine_name(path: Path) -> str:
    """Return what the home in which the database file `path` lies, or would lie, is called in a team's database.

    It is the machine's name and 8 random hexadecimal digits, made once and kept beside `path`. Raises DatabaseError.
    """
    file = path.with_name(path.name + ".machine")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            _name_it(file)
        return file.read_text("utf-8").strip()
    except OSError as error:
        raise failures.unreachable(path) from error


def _name_it(file: Path) -> None:
    try:
        write_new(file, [f"{platform.node() or 'machine'}-{uuid.uuid4().hex[:8]}\n"], replace=False)
    except UsageError:
        # another process of this home was faster, or the folder cannot be written
        if not file.exists():
            raise failures.unreachable(file) from None


def _key(machine: str) -> int:
    """A number for the lock of a home; 8 bytes, signed."""
    return int.from_bytes(hashlib.blake2b(machine.encode(), digest_size=8).digest(), signed=True)
