from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import Cancelled
from desktop.storage import archive_reader
from desktop.storage.archive import SCHEMA
from desktop.storage.archive_reader import ArchiveError
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.export import Export
from desktop.storage.exported import Format
from desktop.storage.importing import Existing, Import
from desktop.storage.search import Search
from tests.storage.archives import ALONE, BRANCH, PARENT, document, exported, fill
from tests.storage.samples import SESSION, turn

pytestmark = pytest.mark.both


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The history of `fill`, exported."""
    path = tmp_path / "archive.json"
    with Database.open(tmp_path / "origin" / "sotto.db") as origin:
        fill(origin)
        Export(origin, Format.JSON).to_file(path)
    return path


def test_out_in_and_out_again_is_the_same_to_the_byte(archive: Path, database: Database, tmp_path: Path) -> None:
    done = Import(database).from_file(archive)
    assert (sorted(done.sessions), done.turns, done.skipped) == ([PARENT, BRANCH, ALONE], 5, [])
    Export(database, Format.JSON).to_file(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == archive.read_bytes()


def test_what_is_imported_is_like_what_was_said_here(archive: Path, database: Database) -> None:
    Import(database).from_file(archive)
    assert Conversations(database).turns(PARENT) == [turn(index, PARENT) for index in (1, 2, 3)]
    assert len(Search(database).turns("question")) == 4


def test_a_session_that_is_there_is_skipped(archive: Path, database: Database) -> None:
    Conversations(database).add_turn(turn(1, PARENT, transcript="another one"))
    done = Import(database).from_file(archive)
    assert (sorted(done.sessions), done.turns, done.skipped) == ([BRANCH, ALONE], 2, [PARENT])
    assert [kept.transcript for kept in Conversations(database).turns(PARENT)] == ["another one"]
    assert Conversations(database).session(BRANCH).parent == PARENT
    assert Import(database).from_file(archive).sessions == []


def test_or_comes_in_as_a_copy(archive: Path, database: Database) -> None:
    Import(database).from_file(archive)
    done = Import(database, existing=Existing.COPY).from_file(archive)
    assert done.copies.keys() == {PARENT, BRANCH, ALONE}
    store = Conversations(database)
    assert store.session(done.copies[BRANCH]).parent == done.copies[PARENT]
    assert [kept.transcript for kept in store.turns(done.copies[PARENT])] == [f"question {n}" for n in (1, 2, 3)]
    assert len(store.sessions()) == 6


def test_a_session_that_was_under_way_is_closed(database: Database, tmp_path: Path) -> None:
    with Database.open(tmp_path / "origin.db") as origin:
        Conversations(origin).add_turn(turn())
        Export(origin, Format.JSON).to_file(tmp_path / "live.json")
    Import(database).from_file(tmp_path / "live.json")
    session = Conversations(database).session(SESSION)
    assert (session.state, session.recovery_note) == ("closed", "It was under way when it was exported.")


def test_cancelling_takes_everything_back(archive: Path, database: Database) -> None:
    told: list[int] = []
    with pytest.raises(Cancelled):
        Import(database, progress=told.append, cancelled=lambda: len(told) == 2).from_file(archive)
    assert document(database)["sessions"] == []


def test_an_archive_that_others_wrote_over_is_still_read(archive: Path, database: Database) -> None:
    plain = json.loads(archive.read_bytes())
    archive.write_text("\ufeff \n" + json.dumps(plain, indent=4), "utf-8")
    Import(database).from_file(archive)
    assert document(database) == plain


def test_a_record_larger_than_a_chunk(database: Database, tmp_path: Path) -> None:
    long = "é\0 \u202e" * 250_000
    with Database.open(tmp_path / "origin.db") as origin:
        Conversations(origin).add_turns([turn(1, transcript=long), turn(2)])
        Export(origin, Format.JSON).to_file(tmp_path / "long.json")
    Import(database).from_file(tmp_path / "long.json")
    assert Conversations(database).turns(SESSION)[0].transcript == long


Change = Callable[[Any], None]


def _set(*path: Any, to: Any) -> Change:
    def change(value: Any) -> None:
        for key in path[:-1]:
            value = value[key]
        value[path[-1]] = to

    return change


def _deep(value: Any) -> None:
    details = value["sessions"][0]["session"]["details"]
    for _ in range(100):
        details["a"] = {}
        details = details["a"]


def _again(value: Any) -> None:
    value["sessions"].append(deepcopy(value["sessions"][0]))


def _twice(value: Any) -> None:
    turns = value["sessions"][1]["turns"]
    turns.append(turns[0])


def _circle(value: Any) -> None:
    value["sessions"][1]["session"] |= {"parent_id": BRANCH, "parent_turn": 1}


_TURN = ("sessions", 1, "turns", 0)
_SESSION = ("sessions", 0, "session")
HOSTILE: dict[str, tuple[Change, str]] = {
    "another version": (_set("schema", to="sotto.archive/99"), "sotto.archive/99"),
    "no schema": (_set("schema", to=["a"]), "it has the form"),
    "sessions that are none": (_set("sessions", to={}), "stands where"),
    "a session that is none": (_set("sessions", 0, to=7), "stands where"),
    "the same session twice": (_again, "is in it twice"),
    "the same turn twice": (_twice, "turn 1 follows turn 3"),
    "an id that is a path": (_set(*_SESSION, "id", to="../../.ssh/authorized_keys"), "32 hexadecimal"),
    "a parent that is a path": (_set(*_SESSION, "parent_id", to="/etc/passwd"), "32 hexadecimal"),
    "its own ancestor": (_circle, "own ancestor"),
    "nested too deeply": (_deep, "nested too deeply"),
    "an unknown key": (_set(*_TURN, "audio", to="../../x.flac"), "turn.audio"),
    "a number as text": (_set(*_TURN, "transcript", to=7), "turn.transcript"),
    "an unknown outcome": (_set(*_TURN, "outcome", to="won"), "turn.outcome"),
    "a turn under way": (_set(*_TURN, "stage", to="listening"), "has not ended"),
    "a turn numbered 0": (_set(*_TURN, "index", to=0), "turn.index"),
    "a number too large for the database": (_set(*_TURN, "prompt_tokens", to=10**30), "turn.prompt_tokens"),
    "a number that nobody can read": (_set(*_TURN, "prompt_tokens", to="DIGITS"), "digit"),
    "a number that is none": (_set(*_TURN, "confidence", to=float("nan")), "NaN"),
    "a time without a zone": (_set(*_TURN, "started_at", to="2026-01-01T00:00:00"), "turn.started_at"),
    "a time before all time": (_set(*_TURN, "started_at", to="0001-01-01T00:00:00+14:00"), "turn.started_at"),
    "tool runs out of order": (_set(*_TURN, "runs", 0, "position", to=2), "not numbered from 1"),
    "an unknown tool status": (_set(*_TURN, "runs", 0, "status", to="x"), "turn.runs.0.status"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_with_its_reason(archive: Path, database: Database, name: str) -> None:
    change, reason = HOSTILE[name]
    value = json.loads(archive.read_bytes())
    change(value)
    archive.write_text(json.dumps(value).replace('"DIGITS"', "9" * 10_000))
    _refused(archive, database, reason)


RAW: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "cut short"),
    "cut short": (lambda whole: whole[: len(whole) * 2 // 3], "cut short"),
    "only its end missing": (lambda whole: whole.rstrip()[:-1], "cut short"),
    "more after its end": (lambda whole: whole + b"{}", "follows after its end"),
    "not UTF-8": (lambda whole: whole.replace(b"question 2", b"question \xff"), "not UTF-8"),
    "UTF-16": (lambda whole: whole.decode().encode("utf-16"), "not UTF-8"),
    "not JSON": (lambda _: b"Dear diary", "stands where"),
    "a key twice": (lambda whole: whole.replace(b'"heard"', b'"spoken"'), "a key twice"),
    "brackets without end": (lambda _: b'{"schema": ' + b"[" * 200_000, "nested too deeply"),
    "another order": (lambda _: b'{"sessions": [], "schema": "x"}', "'schema' was expected"),
    "a comma too many": (lambda _: f'{{"schema": "{SCHEMA}", "sessions": [,]}}'.encode(), "stands where"),
}


@pytest.mark.parametrize("name", RAW)
def test_bytes_that_are_no_archive_are_refused(archive: Path, database: Database, name: str) -> None:
    change, reason = RAW[name]
    archive.write_bytes(change(archive.read_bytes()))
    _refused(archive, database, reason)


def test_a_record_of_absurd_size_is_refused(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_reader, "_LARGEST", 1 << 20)
    monkeypatch.setattr(archive_reader, "_CHUNK", 1 << 16)
    path = tmp_path / "huge.json"
    path.write_text(f'{{"schema": "{SCHEMA}", "sessions": [{{"session": {{"id": "{"a" * 3_000_000}"}}}}]}}')
    _refused(path, database, "larger than 1 million")


def test_what_cannot_be_opened_is_refused(database: Database, tmp_path: Path) -> None:
    _refused(tmp_path, database, "is not a file")
    _refused(tmp_path / "missing.json", database, "cannot be read")


def _refused(path: Path, database: Database, reason: str) -> None:
    before = exported(database, Format.JSON)
    with pytest.raises(ArchiveError) as caught:
        Import(database).from_file(path)
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 400
    assert exported(database, Format.JSON) == before
