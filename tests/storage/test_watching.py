"""Long work on the record: told of as it goes, and with nothing half done when it is stopped."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from desktop.errors import Cancelled
from desktop.job import Job
from desktop.paths import Paths
from desktop.storage.backups import Backups
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.health import check_file, rebuild_search
from desktop.storage.mending import restore
from desktop.storage.migrations import MIGRATIONS
from desktop.storage.watching import watched
from desktop.upkeep import prepare_record
from tests.storage import old_files
from tests.storage.samples import NOON, turn

MANY = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e12) SELECT count(*) FROM n"
"""Takes hours."""


class Stopping(Job):
    """Stops itself when it is told these words, or at once; keeps what it is told."""

    def __init__(self, words: str = "") -> None:
        super().__init__(self._take)
        self.told: list[tuple[str, float | None]] = []
        self._words = words

    def _take(self, words: str, share: float | None) -> None:
        self.told.append((words, share))
        if self._words and self._words in words:
            self.stop()


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm"))}


def test_a_statement_is_interrupted_from_another_thread(tmp_path: Path) -> None:
    job = Job()
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        timer = threading.Timer(0.05, job.stop)
        timer.start()
        with pytest.raises(Cancelled), watched(connection, job):
            connection.execute(MANY).fetchone()
        timer.join()
        assert connection.execute("SELECT 1").fetchone() == (1,), "the next statement runs"


def test_what_was_to_stop_before_it_began_does_not_begin(database: Database) -> None:
    job = Job()
    job.stop()
    with pytest.raises(Cancelled):
        check_file(database.path, job=job)
    with pytest.raises(Cancelled):
        rebuild_search(database.path, job=job)
    assert check_file(database.path).sound


def test_a_backup_tells_how_far_it_is(database: Database, tmp_path: Path) -> None:
    Conversations(database).add_turn(turn())
    job = Stopping()
    backups = Backups(tmp_path / "backups")
    assert backups.make(database.path, NOON, job=job).bytes > 0
    shares = [share for words, share in job.told if words == "Backing up"]
    assert shares == sorted(share for share in shares if share is not None)
    assert shares[-1] == 1.0


@pytest.mark.parametrize("words", ["Backing up", "Reading"])
def test_a_backup_that_is_stopped_leaves_no_copy(database: Database, tmp_path: Path, words: str) -> None:
    Conversations(database).add_turn(turn())
    backups = Backups(tmp_path / "backups")
    with pytest.raises(Cancelled):
        backups.make(database.path, NOON, job=Stopping(words))
    assert names(backups.folder) == set()
    assert check_file(database.path).sound


def test_a_backup_is_of_one_moment_although_turns_are_stored_meanwhile(database: Database, tmp_path: Path) -> None:
    store, backups = Conversations(database), Backups(tmp_path / "backups")
    for index in range(1, 41):
        store.add_turn(turn(index, transcript="x" * 100_000))

    class Talking(Stopping):
        def _take(self, words: str, share: float | None) -> None:
            super()._take(words, share)
            if len(self.told) == 1:
                store.add_turn(turn(41))

    job = Talking()
    made = backups.make(database.path, NOON, job=job)
    assert len(job.told) > 2
    with closing(sqlite3.connect(made.path)) as copy:
        assert copy.execute("SELECT count(*) FROM turn").fetchone() == (40,)


@pytest.mark.parametrize("words", ["Reading", "Restoring"])
def test_a_restoring_that_is_stopped_leaves_the_database_as_it_was(path: Path, tmp_path: Path, words: str) -> None:
    backups = Backups(tmp_path / "backups")
    with Database.open(path) as database:
        Conversations(database).add_turn(turn(1))
        backup = backups.make(path, NOON)
        Conversations(database).add_turn(turn(2))
    before = names(path.parent)
    with pytest.raises(Cancelled):
        restore(path, backup, job=Stopping(words))
    assert names(path.parent) == before
    with Database.open(path) as database:
        assert len(Conversations(database).turns(turn(1).session)) == 2
    job = Stopping()
    assert restore(path, backup, job=job).missing_turns == 1
    assert job.told[-1] == ("Restoring the backup", 1.0)


def test_a_migration_tells_how_far_it_is(path: Path) -> None:
    old_files.make(path, 1)
    job = Stopping()
    Database.open(path, job=job).close()
    assert job.told[0] == ("Copying the record before it is changed", 0.0)
    steps = [share for words, share in job.told if words == "Bringing the record up to date"]
    assert steps == [step / (len(MIGRATIONS) - 1) for step in range(len(MIGRATIONS) - 1)]
    assert version(path) == len(MIGRATIONS)


def test_a_migration_that_is_stopped_leaves_the_file_usable(path: Path) -> None:
    old_files.make(path, 1)
    with pytest.raises(Cancelled):
        Database.open(path, job=Stopping("Copying"))
    assert version(path) == 1
    with pytest.raises(Cancelled):
        Database.open(path, job=Stopping("Bringing"))
    assert version(path) < len(MIGRATIONS)
    assert not [name for name in names(path.parent) if name.endswith(".part")]
    with Database.open(path) as database:
        assert len(Conversations(database).sessions()) == len(old_files.SESSIONS)


def test_a_database_of_today_is_opened_without_a_word(database: Database) -> None:
    job = Stopping()
    Database.open(database.path, job=job).close()
    assert job.told == []


def test_the_start_brings_the_record_up_to_date(sotto_home: Path) -> None:
    paths = Paths(sotto_home)
    assert prepare_record(paths, Job()) == ""
    assert not paths.database.exists(), "the first conversation makes it"
    old_files.make(paths.database, 2)
    job = Stopping()
    assert prepare_record(paths, job) == ""
    assert version(paths.database) == len(MIGRATIONS)
    assert any(words == "Bringing the record up to date" for words, _ in job.told)


def test_the_start_can_be_stopped_while_the_record_is_read(sotto_home: Path) -> None:
    paths = Paths(sotto_home)
    with Database.open(paths.database) as database:
        Conversations(database).add_turn(turn())  # left open: it is read through
    with pytest.raises(Cancelled):
        prepare_record(paths, Stopping("Reading"))
    assert check_file(paths.database).sound
