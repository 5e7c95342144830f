"""A PostgreSQL server for the tests alone: in a folder of its own, on a Unix socket, gone at the end."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

_PROGRAMS = ("initdb", "pg_ctl", "psql", "pg_dump", "pg_restore")
# commits still reach the system before they count, so that a server that dies at once loses none
_QUICK = "-c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=60"


def programs() -> Path | None:
    """Folder of PostgreSQL's programs: on the path, or where Debian keeps the newest of them."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True)
    complete = (folder for folder in folders if all((folder / name).exists() for name in _PROGRAMS))
    return next(complete, None)


def missing() -> str:
    """What the tests lack; empty when nothing."""
    if programs() is None:
        return "PostgreSQL is not installed (Debian's package postgresql)"
    return "" if importlib.util.find_spec("psycopg") else "psycopg is not installed"


class TeamServer:
    """A running server whose superuser is `sotto` and needs no password; `reader` has one, `secret`."""

    def __init__(self) -> None:
        found = programs()
        assert found is not None
        self._programs = found
        # the server refuses to run as root
        self._user = pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="sotto-pg-"))
        self.folder.chmod(0o755)
        if self._user is not None:
            os.chown(self.folder, self._user, -1)
        self._run("initdb", "-D", self._data, "-U", "sotto", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-N")
        rules = "local all reader scram-sha-256\nlocal all all trust\n"
        self._run_any("sh", "-c", f"printf '{rules}' > {self._data}/pg_hba.conf")
        self._count = 0
        self.start()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} {_QUICK}"
        self._run("pg_ctl", "-D", self._data, "-o", options, "-l", str(self.folder / "log"), "-w", "start")

    def stop(self) -> None:
        """At once, as a crash would: connections break."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def close(self) -> None:
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder)

    def url(self, database: str = "postgres", user: str = "sotto", schema: str = "") -> str:
        options = f"&options=-csearch_path%3D{schema}" if schema else ""
        return f"postgresql://{user}@/{database}?host={self.folder}{options}"

    def new_url(self) -> str:
        """An empty place for a record, which costs less than a database."""
        self._count += 1
        self.sql(f"CREATE SCHEMA place{self._count}")
        return self.url(schema=f"place{self._count}")

    def sql(self, statement: str, url: str = "") -> str:
        """Run SQL as the superuser and return what psql prints, without its frames."""
        return self.program(
            "psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", statement, url or self.url()
        )

    def program(self, name: str, *arguments: str) -> str:
        return self._run(name, *arguments)

    def _run(self, program: str, *arguments: str) -> str:
        return self._run_any(str(self._programs / program), *arguments)

    def _run_any(self, *command: str) -> str:
        # to files: what the server inherits would keep a pipe open
        with tempfile.TemporaryFile("w+") as out:
            done = subprocess.run(
                command,
                user=self._user,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                timeout=60,
            )
            out.seek(0)
            said = out.read()
        assert done.returncode == 0, said
        return said.strip()
