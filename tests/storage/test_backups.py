from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import DatabaseError
from desktop.storage.backups import Backups
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.health import check_file
from desktop.storage.thinning import to_keep
from tests.storage import bad_files
from tests.storage.archives import PARENT, document, fill
from tests.storage.samples import NOON, turn

DAY = timedelta(days=1)


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path / "backups")


def test_a_backup_is_the_database_as_it_is(database: Database, backups: Backups) -> None:
    fill(database)
    made = backups.make(database.path, NOON)
    assert made.path.name == "sotto-20260301T120000Z.db"
    assert backups.all() == [made]
    assert made.path.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(made.path)) as copy:
        assert copy.execute("SELECT count(*) FROM turn").fetchone() == (5,)
        assert copy.execute("SELECT count(*) FROM turn_search WHERE turn_search MATCH 'question'").fetchone() == (4,)
    assert sorted(path.name for path in backups.folder.iterdir()) == [made.path.name]


def test_a_backup_during_a_conversation_is_whole(database: Database, backups: Backups) -> None:
    store = Conversations(database)
    done = threading.Event()

    def talk() -> None:
        index = 0
        while not done.is_set():
            index += 1
            store.add_turn(turn(index, transcript="word " * 200))

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        copies = [backups.make(database.path, NOON + DAY * day) for day in range(3)]
    finally:
        done.set()
        thread.join()
    assert all(check_file(copy.path).sound for copy in copies)


@pytest.mark.parametrize("kind", ["not a database", "corrupt", "foreign"])
def test_a_damaged_database_is_not_backed_up(path: Path, backups: Backups, kind: str) -> None:
    bad_files.BAD_FILES[kind][0](path)
    with pytest.raises(DatabaseError):
        backups.make(path)
    assert list(backups.folder.iterdir()) == []


def test_what_is_not_there_is_not_backed_up(path: Path, backups: Backups) -> None:
    with pytest.raises(DatabaseError, match="there is no database"):
        backups.make(path)


def test_a_folder_that_cannot_be_made_is_told(database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatabaseError, match="backup cannot be written"):
        Backups(tmp_path / "file").make(database.path)


def test_one_is_due_after_a_day(database: Database, backups: Backups) -> None:
    assert backups.due(DAY, NOON)
    backups.make(database.path, NOON)
    assert not backups.due(DAY, NOON + timedelta(hours=23))
    assert backups.due(DAY, NOON + DAY)


def test_the_newest_good_one_is_not_always_the_newest(database: Database, backups: Backups) -> None:
    assert backups.newest_good() is None
    good, bad, newer = (backups.make(database.path, NOON + DAY * day) for day in range(3))
    content = bytearray(bad.path.read_bytes())
    content[4096 * 2 : 4096 * 4] = b"\xff" * 8192
    bad.path.write_bytes(content)
    with closing(sqlite3.connect(newer.path)) as copy:
        copy.execute("PRAGMA user_version = 99")
    (backups.folder / "sotto-notes.db").write_text("mine")
    assert backups.newest_good() == good


def test_thinning_deletes_what_is_not_kept(database: Database, backups: Backups) -> None:
    for day in range(12):
        backups.make(database.path, datetime(2026, 3, 1, 8, tzinfo=UTC) + DAY * day)
    gone = backups.thin()
    # seven days, and the weeks that ended on the 8th, which is one of them, and on the 1st
    assert [copy.at.day for copy in gone] == [5, 4, 3, 2]
    assert [copy.at.day for copy in backups.all()] == [12, 11, 10, 9, 8, 7, 6, 1]
    assert backups.thin() == []


times = st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), max_size=60)


@given(found=times)
def test_thinning_keeps_the_newest_and_few(found: list[datetime]) -> None:
    kept = to_keep(found)
    assert kept <= set(found)
    assert len(kept) <= 17
    assert (max(found) in kept) if found else not kept
    assert to_keep(kept) == kept
    assert len({at.date() for at in found}) > 7 or {at.date() for at in kept} == {at.date() for at in found}


@given(gaps=st.lists(st.integers(1, 90), min_size=1, max_size=300))
def test_years_of_backups_always_reach_back(gaps: list[int]) -> None:
    at, kept = datetime(2026, 1, 1, tzinfo=UTC), set[datetime]()
    made: list[datetime] = []
    for hours in gaps:
        at += timedelta(hours=hours)
        made.append(at)
        kept = to_keep(kept | {at})
    # thinned each time or only at the end: of each of the last months that has a backup one is left
    months = sorted({(one.year, one.month) for one in made})[-6:]
    assert {(one.year, one.month) for one in kept} >= set(months)
    days = sorted({one.date() for one in made})[-7:]
    assert {one.date() for one in kept} >= set(days)


def test_a_drill(database: Database, backups: Backups) -> None:
    """The copy opens as a database of its own, and says the same."""
    fill(database)
    made = backups.make(database.path)
    with Database.open(made.path) as copy:
        assert document(copy) == document(database)
        assert Conversations(copy).session(PARENT).turns == 3
