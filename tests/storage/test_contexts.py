"""What the model saw: kept with its turn, and given back with its session."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from desktop.events import Summarised
from desktop.storage.contexts import ContextRecord
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.recorder import Recorder
from tests.storage.samples import SESSION, finished, turn

pytestmark = pytest.mark.both

SEEN = (("system", "be brief"), ("user", "question 1"))


def test_what_the_model_saw_is_stored_with_the_turn(conversations: Conversations) -> None:
    conversations.add_turn(turn(seen=SEEN, prompt_tokens=12, reply_tokens=3))
    assert conversations.context(SESSION, 1) == ContextRecord(SEEN, 12)
    (stored,) = conversations.turns(SESSION)
    assert (stored.prompt_tokens, stored.reply_tokens) == (12, 3)


def test_where_it_was_not_asked_there_is_nothing(conversations: Conversations) -> None:
    conversations.add_turn(turn())
    assert conversations.context(SESSION, 1) is None
    assert conversations.context("f" * 32, 1) is None


def test_odd_characters_cost_a_character_not_the_turn(conversations: Conversations) -> None:
    conversations.add_turn(turn(seen=(("user", "half \ud83c, nul \0"),)))
    assert conversations.context(SESSION, 1) == ContextRecord((("user", "half ?, nul \0"),), None)


def test_it_goes_with_its_session(conversations: Conversations, database: Database) -> None:
    conversations.add_turn(turn(seen=SEEN))
    with database.write() as db:
        db.connection().exec_driver_sql("DELETE FROM session")
    assert conversations.context(SESSION, 1) is None


@pytest.mark.parametrize("early", [True, False])
def test_a_summary_becomes_the_sessions(path: Path, url: str, early: bool) -> None:
    recorder = Recorder(path, lambda *_: None, url=url)
    told = Summarised(session=SESSION, turn=0, at=time.monotonic(), summary="They spoke of cats.", through=7)
    for event in (told, finished(8, seen=SEEN)) if early else (finished(8, seen=SEEN), told):
        recorder.put(event)
    recorder.close()
    with Database.open(path, url=url) as database:
        record = Conversations(database).session(SESSION)
        assert (record.summary, record.summary_through) == ("They spoke of cats.", 7)
        assert Conversations(database).events(SESSION) == []
        assert Conversations(database).context(SESSION, 8) == ContextRecord(SEEN, None)
