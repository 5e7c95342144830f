"""The settings of turns: the key with the turn, the values once with the session."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.settings.in_use import InUse
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from desktop.storage.journal import Journal
from desktop.storage.ran_under import details_under, key_in, settings_in
from desktop.storage.recorder import Recorder
from tests.storage.samples import SESSION, finished, turn

ONE, OTHER = ("a" * 12, {"voice.length_scale": 1.2}), ("b" * 12, {})


@pytest.mark.both
def test_values_are_stored_once_for_each_key(conversations: Conversations, database: Database) -> None:
    turns = [turn(number, details=details_under(*under)) for number, under in enumerate((ONE, ONE, OTHER), 1)]
    conversations.add_turns([*turns, turn(4)])
    stored = conversations.turns(SESSION)
    assert [key_in(one.details) for one in stored] == [ONE[0], ONE[0], OTHER[0], ""]
    assert [one.details for one in stored[:1]] == [{"settings": ONE[0]}]
    assert settings_in(conversations.session(SESSION).details) == dict([ONE, OTHER])
    branched = Editing(database).branch(SESSION, 2)
    assert key_in(conversations.turns(branched)[1].details) == ONE[0]
    assert settings_in(conversations.session(branched).details)[ONE[0]] == ONE[1]


def test_what_waited_in_the_journal_loses_none(conversations: Conversations, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.append([turn(details=details_under(*ONE))])
    journal.take_in(conversations.recover)
    assert settings_in(conversations.session(SESSION).details) == dict([ONE])


def test_the_recorder_asks_when_a_turn_ends(tmp_path: Path) -> None:
    acting = [InUse(*ONE)]
    recorder = Recorder(tmp_path / "sotto.db", lambda *problem: pytest.fail(str(problem)), under=lambda: acting[0])
    recorder.put(finished(1))
    assert recorder.flush(5)
    acting[0] = InUse(*OTHER)
    recorder.put(finished(2))
    recorder.close()
    with Database.open(tmp_path / "sotto.db") as database:
        assert [key_in(one.details) for one in Conversations(database).turns(SESSION)] == [ONE[0], OTHER[0]]


@pytest.mark.parametrize("brought", ["settings", {"settings": 7}, {"settings": {"key": 7}}, {"settings": [1]}])
def test_what_an_import_brought_is_not_taken_for_settings(brought: object) -> None:
    details = brought if isinstance(brought, dict) else {}
    assert key_in(details) == ""
    assert settings_in(details) == {}
    json.dumps(details)
