from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.errors import DatabaseError
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from tests.storage.bad_files import BAD_FILES, locked
from tests.storage.samples import SESSION, turn


def test_pragmas_of_writer_and_reader(database: Database) -> None:
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "mmap_size": 0,
        "busy_timeout": 2000,
    }
    for opened in (database.write, database.read):
        with opened() as session:
            # on builds without memory mapping the pragma answers nothing
            found = {name: session.execute(text(f"PRAGMA {name}")).scalar() or 0 for name in expected}
        assert found == expected


def test_file_is_private(database: Database, path: Path) -> None:
    Conversations(database).add_turn(turn())
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert modes.keys() >= {"sotto.db", "sotto.db-wal"}
    assert set(modes.values()) == {0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseError), database.read() as session:
        session.execute(text("DELETE FROM turn"))


def write_then_fail(database: Database) -> None:
    with database.write() as session:
        columns = "id, title, started_at, last_at, state, end_reason"
        session.execute(text(f"INSERT INTO session ({columns}) VALUES ('a', '', 't', 't', 'active', '')"))
        raise ZeroDivisionError


def test_failed_write_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        write_then_fail(database)
    assert Conversations(database).sessions() == []


def test_many_openers_at_once(path: Path) -> None:
    barrier = threading.Barrier(6)
    problems: list[Exception] = []

    def open_it() -> None:
        barrier.wait()
        try:
            Database.open(path).close()
        except DatabaseError as error:
            problems.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


@pytest.mark.parametrize("kind", BAD_FILES)
def test_bad_file_is_named_and_left_alone(path: Path, kind: str) -> None:
    make, message = BAD_FILES[kind]
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(DatabaseError, match=message) as caught:
        Database.open(path)
    assert str(path) in str(caught.value)
    assert caught.value.advice
    assert before is None or path.read_bytes() == before


def test_locked(path: Path) -> None:
    Database.open(path).close()
    with locked(path), pytest.raises(DatabaseError, match="locked by another program"):
        Database.open(path, busy_ms=50)
    Database.open(path).close()


def test_home_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(DatabaseError, match="cannot be made") as caught:
        Database.open(tmp_path / "home" / "sotto.db")
    assert "SOTTO_HOME" in caught.value.advice


_OPEN = """
import sys
from pathlib import Path
from desktop.errors import DatabaseError
from desktop.storage.database import Database
try:
    Database.open(Path(sys.argv[1]))
except DatabaseError as error:
    print(error, "|", error.advice)
"""
_AS_ORDINARY_USER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []
"""Without these capabilities permissions bind root too; another user might not reach where the clone lies."""


def open_unprivileged(path: Path) -> str:
    """What is said when somebody whom permissions bind opens the database."""
    command = [*_AS_ORDINARY_USER, sys.executable, "-c", _OPEN, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the database lies."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def test_read_only_file(home: Path) -> None:
    path = home / "sotto.db"
    Database.open(path).close()
    path.chmod(0o444)
    said = open_unprivileged(path)
    assert f"the database {path} is read-only" in said
    assert "write permission" in said


@pytest.mark.parametrize("exists", [True, False])
def test_read_only_folder(home: Path, exists: bool) -> None:
    path = home / "sotto.db"
    if exists:
        Database.open(path).close()
        path.chmod(0o666)
    home.chmod(0o555)
    said = open_unprivileged(path)
    assert f"the folder {home} of the database is read-only" in said


def test_full_disk(database: Database) -> None:
    with database.write() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        # SQLite's own limit fails exactly as a full disk does
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(DatabaseError, match="is full") as caught:
        Conversations(database).add_turn(turn(generated="long " * 10_000))
    assert "free some space" in caught.value.advice
    assert Conversations(database).turns(SESSION) == []


def test_close_twice(path: Path) -> None:
    database = Database.open(path)
    database.close()
    database.close()
    assert sorted(os.listdir(path.parent)) == ["sotto.db"]  # noqa: PTH208  the WAL is folded in
