from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.paths import Paths
from desktop.settings import RecordSettings, Settings
from desktop.storage.backups import Backups
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from desktop.storage.lease import Leases
from desktop.storage.states import EndReason
from desktop.upkeep import mend_after_crash, tend, tend_at_end
from tests.storage import bad_files
from tests.storage.archives import PARENT, fill
from tests.storage.samples import NOON, SESSION, turn

DAY = timedelta(days=1)


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    """A home whose three conversations ended in the usual way."""
    paths = Paths(sotto_home)
    with Database.open(paths.database) as database:
        fill(database)
    return paths


def _break_index(paths: Paths) -> None:
    with closing(sqlite3.connect(paths.database)) as db:
        db.execute("DELETE FROM turn_search_data WHERE id > 10")
        db.commit()


def _leave_open(paths: Paths) -> None:
    with Database.open(paths.database) as database:
        Conversations(database).add_turn(turn())


def test_a_backup_a_day_and_few_of_them(paths: Paths) -> None:
    for hours in range(0, 40 * 24, 12):
        tend(Settings(), paths, NOON + timedelta(hours=hours))
    kept = Backups(paths.backups).all()
    days = [(NOON + 39 * DAY - copy.at).days for copy in kept]
    # the newest seven, the ends of the three weeks before them, and of the month before
    assert days[:7] == list(range(7))
    assert len(days) <= 11
    assert max(days) >= 9


def test_what_goes_is_in_the_backup(paths: Paths) -> None:
    with Database.open(paths.database) as database:
        Editing(database).delete(PARENT, NOON)
    done = tend(Settings(), paths, NOON + 31 * DAY)
    assert (done.cleaned.sessions, done.thinned) == (1, 0)
    assert done.backup is not None
    with Database.open(done.backup.path) as copy:
        assert Conversations(copy).session(PARENT).turns == 3


def test_settings_keep_text_for_days(paths: Paths) -> None:
    settings = Settings(record=RecordSettings(text_days=2, backups=False))
    assert tend(settings, paths, NOON + 2 * DAY).cleaned.sessions == 0
    # the third is pinned
    assert tend(settings, paths, NOON + 4 * DAY).cleaned.sessions == 2


def test_settings_keep_what_the_model_saw_for_days(paths: Paths) -> None:
    with Database.open(paths.database) as database:
        Conversations(database).add_turns([turn(n, started_at=NOON, seen=(("user", "hello"),)) for n in (1, 2)])
    settings = Settings(record=RecordSettings(context_days=9, backups=False))
    with Database.open(paths.database) as database:
        assert tend(settings, paths, NOON + 9 * DAY).cleaned.contexts == 0
        assert Conversations(database).context(SESSION, 2) is not None
        # what `fill` stored is younger
        assert tend(settings, paths, NOON + 9 * DAY + timedelta(seconds=1)).cleaned.contexts == 1
        assert Conversations(database).context(SESSION, 2) is None
        assert len(Conversations(database).turns(SESSION)) == 2


def test_after_a_usual_end_nothing_is_checked(paths: Paths) -> None:
    _break_index(paths)
    assert mend_after_crash(paths) == ""


def test_after_a_crash_the_search_is_put_right(paths: Paths) -> None:
    _leave_open(paths)
    assert mend_after_crash(paths) == ""
    _break_index(paths)
    assert "made anew" in mend_after_crash(paths)
    assert mend_after_crash(paths) == ""


def test_a_session_that_another_process_records_is_no_crash(paths: Paths) -> None:
    _leave_open(paths)
    _break_index(paths)
    leases = Leases(paths.database)
    leases.take(SESSION)
    try:
        assert mend_after_crash(paths) == ""
    finally:
        leases.release_all()


def test_a_damaged_database_is_replaced_and_what_is_missing_told(paths: Paths) -> None:
    tend(Settings(), paths)
    bad_files.corrupt(paths.database)
    assert "what was said after it is missing" in mend_after_crash(paths)
    with Database.open(paths.database) as database:
        assert len(Conversations(database).sessions()) == 3


@pytest.mark.parametrize("kind", ["not a database", "foreign", "corrupt"])
def test_what_cannot_be_put_right_stays_as_it_is(sotto_home: Path, kind: str) -> None:
    paths = Paths(sotto_home)
    bad_files.BAD_FILES[kind][0](paths.database)
    before = paths.database.read_bytes()
    assert mend_after_crash(paths) == ""
    assert paths.database.read_bytes() == before


def test_a_first_start_has_nothing_to_tend(sotto_home: Path) -> None:
    assert mend_after_crash(Paths(sotto_home)) == ""
    tend_at_end(Paths(sotto_home))
    assert not sotto_home.exists()


def test_what_goes_wrong_at_the_end_is_logged(paths: Paths, expected_logs: list[logging.LogRecord]) -> None:
    paths.settings.write_text("[record]\nbin_days = 0\n")
    tend_at_end(paths)
    assert ["record.bin_days" in record.getMessage() for record in expected_logs] == [True]


def test_the_end_makes_the_backup(paths: Paths) -> None:
    with Database.open(paths.database) as database:
        Conversations(database).end_session(PARENT, EndReason.USER)
    tend_at_end(paths)
    assert len(Backups(paths.backups).all()) == 1


def test_a_packs_database_that_cannot_be_copied_harms_nothing(
    paths: Paths, expected_logs: list[logging.LogRecord]
) -> None:
    for pack in ("one", "two", "three"):
        with Database.open(paths.pack_data / pack / f"{pack}.db") as database:
            fill(database)
    bad_files.corrupt(paths.pack_data / "one" / "one.db")
    (paths.pack_data / "three" / "three.db").write_bytes(b"another program's" * 100)
    done = tend(Settings(), paths, NOON)
    assert [copy.path.parent.name for copy in done.packs] == ["two"]
    assert done.backup is not None
    assert "what the pack one keeps was not backed up" in expected_logs[0].getMessage()
    assert tend(Settings(record=RecordSettings(backups=False)), paths, NOON + 2 * DAY).packs == ()
