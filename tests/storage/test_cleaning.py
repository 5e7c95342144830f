from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.errors import DatabaseError
from desktop.storage.audio import Audio
from desktop.storage.cleaning import Cleaned, Retention, clean, erase, shrink
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from desktop.storage.health import check_file
from desktop.storage.lease import Leases
from desktop.storage.recordings import AudioRecord, Recordings
from desktop.storage.states import Side
from tests.storage.samples import NOON, turn

pytestmark = pytest.mark.both

DAY = timedelta(days=1)
IDS = [f"{number:032x}" for number in range(5)]
"""The session of a later day has a higher number."""
KEEP = Retention(bin=None)


@pytest.fixture
def recordings(path: Path) -> Recordings:
    return Recordings(path.parent / "recordings")


@pytest.fixture
def store(database: Database, recordings: Recordings) -> Conversations:
    """Five sessions, a day apart, each with a recording."""
    store = Conversations(database)
    for day, session in enumerate(IDS):
        store.add_turn(turn(1, session, started_at=NOON + DAY * day, transcript=f"word {day}"))
        file = recordings.folder / session / "1-user.flac"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"sound")
        name = f"{session}/1-user.flac"
        store.add_audio(AudioRecord(session, 1, Side.USER, name, "flac", 16000, 1.0, 5, NOON + DAY * day))
    return store


def left(store: Conversations) -> list[str]:
    return sorted(session.id for deleted in (False, True) for session in store.sessions(deleted=deleted))


def test_the_bin_is_emptied_after_its_time(
    store: Conversations, database: Database, recordings: Recordings, url: str
) -> None:
    Editing(database).delete(IDS[0], NOON)
    Editing(database).delete(IDS[1], NOON + DAY)
    now = NOON + DAY * 30 + timedelta(seconds=1)
    assert clean(database, recordings, Retention(), now) == Cleaned(1, 1)
    assert left(store) == IDS[1:]
    assert Audio(database, recordings).of(IDS[0]) == []
    assert not (recordings.folder / IDS[0]).exists()
    assert clean(database, recordings, Retention(), now) == Cleaned(0, 0)
    assert url or check_file(database.path).sound


def test_old_conversations_go_unless_they_are_pinned(
    store: Conversations, database: Database, recordings: Recordings, url: str
) -> None:
    Editing(database).pin(IDS[0])
    assert clean(database, recordings, Retention(text=2 * DAY), NOON + 4 * DAY) == Cleaned(1, 1)
    assert left(store) == [IDS[0], *IDS[2:]]
    assert url or check_file(database.path).sound


def test_of_too_many_the_oldest_go(store: Conversations, database: Database, recordings: Recordings) -> None:
    Editing(database).pin(IDS[1])
    Editing(database).delete(IDS[4])
    assert clean(database, recordings, Retention(bin=None, most_sessions=2)) == Cleaned(2, 2)
    assert left(store) == [IDS[1], IDS[3], IDS[4]]


def test_what_is_being_recorded_stays(store: Conversations, database: Database, recordings: Recordings) -> None:
    leases = Leases(database.path)
    leases.take(IDS[0])
    try:
        cleaned = clean(database, recordings, Retention(text=DAY), NOON + 9 * DAY)
    finally:
        leases.release_all()
    assert (cleaned, left(store)) == (Cleaned(4, 4), [IDS[0]])


def test_nothing_goes_unasked(store: Conversations, database: Database, recordings: Recordings) -> None:
    assert clean(database, recordings, KEEP, NOON + 9999 * DAY) == Cleaned(0, 0)


def test_branches_outlive_their_parent(store: Conversations, database: Database, recordings: Recordings) -> None:
    new = Editing(database).branch(IDS[0], 1)
    Editing(database).delete(IDS[0], NOON)
    clean(database, recordings, Retention(), NOON + 31 * DAY)
    assert (store.session(new).parent, store.session(new).turns) == ("", 1)


@pytest.mark.file_only  # a server's own vacuum clears away what was deleted
def test_a_shrunken_file_holds_nothing_of_what_went(store: Conversations, database: Database) -> None:
    store.add_turns([turn(index, IDS[0], transcript="secretword " * 100) for index in range(2, 300)])
    with database.write() as db:
        db.connection().exec_driver_sql("DELETE FROM session WHERE id < ?", (IDS[4],))
    database.close()
    size = database.path.stat().st_size
    assert shrink(database.path)
    assert database.path.stat().st_size < size / 2
    assert b"secretword" not in database.path.read_bytes()
    assert not shrink(database.path)
    assert check_file(database.path).sound


@pytest.mark.file_only  # as above
def test_a_file_in_use_is_not_shrunk(store: Conversations, path: Path) -> None:
    leases = Leases(path)
    leases.take(IDS[0])
    assert not shrink(path)
    with pytest.raises(DatabaseError, match="running Sotto"):
        erase(path)
    leases.release_all()
    assert path.exists()


@pytest.mark.file_only  # refused with a server, see tests/cli/test_team.py
def test_everything_goes(store: Conversations, database: Database, recordings: Recordings, path: Path) -> None:
    database.close()
    others = path.parent / "settings.toml"
    others.write_text("mine")
    for name in ("sotto.db.journal.jsonl", "sotto.db.v3.bak", "sotto.db.replaced-20260301T120000Z"):
        path.with_name(name).write_text("x")
    erase(path, recordings.folder, path.parent / "backups")
    assert list(path.parent.iterdir()) == [others]
