"""Damaged databases put right, each a real file with real damage."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop.errors import DatabaseError
from desktop.storage.backups import Backups
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.health import check_file
from desktop.storage.lease import Leases
from desktop.storage.mending import Remedy, mend, restore
from desktop.storage.search import Search
from tests.storage import bad_files
from tests.storage.archives import ALONE, document, fill
from tests.storage.samples import NOON, turn


@pytest.fixture
def backups(path: Path) -> Backups:
    """One backup of the history of `fill`; the database has a turn more."""
    backups = Backups(path.parent / "backups")
    with Database.open(path) as database:
        fill(database)
        backups.make(path, NOON)
        Conversations(database).add_turn(turn(2, ALONE, transcript="the newest words"))
    return backups


def _pages(table: str) -> Callable[[Path], None]:
    """Overwrites every page that a table begins on."""

    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        content = bytearray(path.read_bytes())
        content[(root - 1) * size : root * size] = b"\xff" * size
        path.write_bytes(content)

    return damage


def _execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_sound_database_is_left_alone(path: Path, backups: Backups) -> None:
    before = path.read_bytes()
    assert check_file(path).sound
    assert mend(path, backups).remedy is Remedy.NONE
    assert path.read_bytes() == before


def test_a_search_index_that_does_not_fit_is_made_anew(path: Path, backups: Backups) -> None:
    _execute(path, "DELETE FROM turn_search_data WHERE id > 10")
    health = check_file(path)
    assert (health.problems, len(health.search_problems)) == ((), 1)
    assert mend(path, backups).remedy is Remedy.SEARCH_REBUILT
    assert check_file(path).sound
    with Database.open(path) as database:
        assert len(Search(database).turns("newest words")) == 1


def test_words_that_the_index_missed_are_found_out(path: Path, backups: Backups) -> None:
    _execute(path, "DROP TRIGGER turn_search_changed", "UPDATE turn SET transcript = 'zebra' WHERE id = 1")
    assert check_file(path).search_problems == ("turn_search does not fit what was said",)


@pytest.mark.parametrize(
    ("damage", "missing"),
    [
        # an index still knows which turns there were
        (_pages("turn"), "1 turn that was said after it is missing"),
        (_pages("session"), "1 turn that was said after it is missing"),
        (bad_files.corrupt, "what was said after it is missing"),
        (lambda path: path.write_bytes(b"x" * 9000), "what was said after it is missing"),
    ],
)
def test_otherwise_the_newest_good_backup_takes_its_place(
    path: Path, backups: Backups, damage: Callable[[Path], None], missing: str
) -> None:
    damage(path)
    assert not check_file(path).sound
    done = mend(path, backups)
    assert done.remedy is Remedy.RESTORED
    assert done.restored is not None
    assert missing in done.restored.sentence
    assert done.restored.aside is not None
    assert done.restored.aside.exists()
    with Database.open(path) as database:
        assert len(document(database)["sessions"]) == 3
        assert Conversations(database).session(ALONE).turns == 1


def test_without_a_good_backup_it_says_so(path: Path, backups: Backups) -> None:
    _pages("turn")(path)
    for copy in backups.all():
        copy.path.write_bytes(b"nothing")
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match="no backup is good"):
        mend(path, backups)
    assert path.read_bytes() == before


def test_a_restore_tells_what_is_missing_and_keeps_it(path: Path, backups: Backups) -> None:
    done = restore(path, backups.all()[0], NOON)
    assert done.missing_turns == 1
    assert "1 turn that was said after it is missing" in done.sentence
    assert done.aside == path.with_name("sotto.db.replaced-20260301T120000Z")
    with Database.open(done.aside) as old:
        assert Conversations(old).session(ALONE).turns == 2
    with Database.open(path) as database:
        assert Conversations(database).session(ALONE).turns == 1
        Conversations(database).add_turn(turn(2, ALONE))
    assert check_file(path).sound


def test_a_restore_where_nothing_is(path: Path, backups: Backups) -> None:
    path.unlink()
    done = restore(path, backups.all()[0])
    assert (done.aside, done.missing_turns) == (None, 0)
    assert check_file(path).sound


def test_what_the_log_still_held_is_not_played_into_the_backup(path: Path, backups: Backups) -> None:
    reader = sqlite3.connect(path)
    reader.execute("SELECT count(*) FROM turn").fetchone()
    with Database.open(path) as database:
        Conversations(database).add_turn(turn(3, ALONE, transcript="in the log only"))
    assert path.with_name("sotto.db-wal").stat().st_size > 0
    restore(path, backups.all()[0])
    reader.close()
    assert check_file(path).sound
    with Database.open(path) as database:
        assert Conversations(database).session(ALONE).turns == 1


def test_nothing_is_replaced_under_a_running_sotto(path: Path, backups: Backups) -> None:
    leases = Leases(path)
    leases.take(ALONE)
    before = path.read_bytes()
    try:
        with pytest.raises(DatabaseError, match="running Sotto"):
            restore(path, backups.all()[0])
    finally:
        leases.release_all()
    assert path.read_bytes() == before


def test_a_damaged_backup_is_refused(path: Path, backups: Backups) -> None:
    (copy,) = backups.all()
    _pages("turn")(copy.path)
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match="is damaged"):
        restore(path, copy)
    assert path.read_bytes() == before


def test_a_locked_database_is_told_of(path: Path, backups: Backups) -> None:
    with bad_files.locked(path), pytest.raises(DatabaseError, match="locked"):
        check_file(path, busy_s=0.05)
