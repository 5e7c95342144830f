"""Databases that cannot be used, each a real file."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.storage.database import Database

_LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process holds the write lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", _LOCKER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield


def newer(path: Path) -> None:
    Database.open(path).close()
    _execute(path, "PRAGMA user_version = 99")


def foreign(path: Path) -> None:
    path.parent.mkdir(parents=True)
    _execute(path, "CREATE TABLE recipes (name TEXT)")


def not_a_database(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"These are my shopping notes, not a database at all.\n" * 100)


def folder(path: Path) -> None:
    path.mkdir(parents=True)


def corrupt(path: Path) -> None:
    Database.open(path).close()
    content = bytearray(path.read_bytes())
    # the schema's page: its header stays sound
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(content)


def _execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


BAD_FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "newer": (newer, "written by a newer Sotto"),
    "foreign": (foreign, "database of another program"),
    "not a database": (not_a_database, "damaged or not a database"),
    "corrupt": (corrupt, "damaged or not a database"),
    "folder": (folder, "is a folder"),
}
