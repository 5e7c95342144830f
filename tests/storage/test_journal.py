from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.errors import DatabaseError
from desktop.storage.journal import Journal, journal_path
from desktop.storage.records import TurnRecord
from tests.storage.samples import turn


class Store(list[TurnRecord]):
    def __call__(self, turns: Sequence[TurnRecord]) -> int:
        self.extend(turns)
        return len(turns)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(journal_path(tmp_path / "sotto.db"))


def test_name_and_mode(journal: Journal) -> None:
    journal.append([turn()])
    assert journal.path.name == "sotto.db.journal.jsonl"
    assert journal.path.stat().st_mode & 0o777 == 0o600


def test_turns_come_back_then_the_file_goes(journal: Journal) -> None:
    turns = [turn(1, transcript="line\nbreak \0 🎤"), turn(2, tools=()), turn(3)]
    journal.append(turns[:2])
    journal.append(turns[2:])
    store = Store()
    assert journal.take_in(store) == 3
    assert store == turns
    assert not journal.path.exists()
    assert journal.take_in(store) == 0


def test_a_line_from_before_tool_runs_were_kept_is_read(journal: Journal) -> None:
    journal.append([turn(1)])
    line = json.loads(journal.path.read_text())
    del line["runs"]
    journal.path.write_text(json.dumps(line) + "\n")
    store = Store()
    assert journal.take_in(store) == 1
    assert store == [turn(1, runs=())]


def test_refused_turns_stay(journal: Journal) -> None:
    def refuse(turns: Sequence[TurnRecord]) -> int:
        raise DatabaseError("locked", advice="wait")

    journal.append([turn()])
    with pytest.raises(DatabaseError):
        journal.take_in(refuse)
    store = Store()
    assert journal.take_in(store) == 1


@pytest.mark.usefixtures("expected_logs")
def test_line_cut_short_costs_only_itself(journal: Journal) -> None:
    journal.append([turn(1)])
    with journal.path.open("ab") as file:
        file.write(b'{"session": "01')
    journal.append([turn(2)])
    store = Store()
    assert journal.take_in(store) == 2
    kept = journal.path.with_name(journal.path.name + ".unreadable")
    assert kept.read_bytes() == b'{"session": "01\n'
    assert not journal.path.exists()


def test_turn_appended_during_the_intake_is_not_lost(journal: Journal) -> None:
    store = Store()

    def slow(turns: Sequence[TurnRecord]) -> int:
        if not store:
            journal.append([turn(2)])
        return store(turns)

    journal.append([turn(1)])
    journal.take_in(slow)
    assert {kept.index for kept in store} == {1, 2}
    assert not journal.path.exists()
