"""What the model saw: kept with its turn, and given back with its session."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.events import Summarised
from desktop.storage.any_text import joined
from desktop.storage.context_form import as_json, pack, unpack
from desktop.storage.contexts import ContextRecord
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from desktop.storage.export import Export
from desktop.storage.exported import Format
from desktop.storage.importing import Import
from desktop.storage.recorder import Recorder
from desktop.storage.records import TurnRecord
from desktop.storage.states import EndReason
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


def test_odd_characters_are_kept(conversations: Conversations) -> None:
    odd = (("user", "half \ud83c, nul \0"), ("user", "half \ud83c, nul \0" * 50))
    conversations.add_turn(turn(seen=odd))
    assert conversations.context(SESSION, 1) == ContextRecord(odd, None)


def long_conversation(turns: int) -> list[TurnRecord]:
    """A conversation whose prompts grow by a question and an answer of random words, and once are cut to a half."""
    chance, shown, stored = random.Random(5), [("system", "be brief " * 40)], []
    for index in range(1, turns + 1):
        if index == 30:
            shown = [shown[0], *shown[30:]]
        shown.append(("user", " ".join(f"{chance.getrandbits(24):x}" for _ in range(20))))
        stored.append(turn(index, seen=tuple(shown), prompt_tokens=index))
        shown.append(("assistant", " ".join(f"{chance.getrandbits(24):x}" for _ in range(20))))
    return stored


def test_a_prompt_costs_what_it_adds(conversations: Conversations, database: Database) -> None:
    told = long_conversation(60)
    for each in told:  # one by one, as they are said
        conversations.add_turn(each)
    assert [conversations.context(SESSION, one.index) for one in told] == [
        ContextRecord(one.seen, one.prompt_tokens) for one in told
    ]
    with database.read() as db:
        rows = db.connection().exec_driver_sql("SELECT messages FROM turn_context").scalars().all()
    whole = sum(len(as_json(one.seen)) for one in told)
    assert sum(map(len, rows)) < whole / 8
    assert max(len(row) for row in rows[:29]) < len(as_json(told[28].seen)), "none is larger than it was whole"


def test_old_rows_are_read_and_referred_to(conversations: Conversations, database: Database) -> None:
    conversations.add_turn(turn(1, seen=SEEN, prompt_tokens=12))
    with database.write() as db:
        old = '[{"role": "system", "content": "be brief"}, {"role": "user", "content": "question 1"}]'
        db.execute(text("UPDATE turn_context SET messages = :old"), {"old": old})
    conversations.add_turn(turn(2, seen=(*SEEN, ("user", "more"))))
    assert conversations.context(SESSION, 1) == ContextRecord(SEEN, 12)
    assert conversations.context(SESSION, 2) == ContextRecord((*SEEN, ("user", "more")), None)


def test_what_is_not_the_prompt_any_more_is_not_shown(conversations: Conversations, database: Database) -> None:
    for each in long_conversation(3):
        conversations.add_turn(each)
    with database.write() as db:
        db.connection().exec_driver_sql("UPDATE turn_context SET messages = '[]' WHERE turn = 2")
    assert conversations.context(SESSION, 3) is None
    assert conversations.context(SESSION, 1) is not None


def test_branches_exports_and_imports_have_it_too(
    conversations: Conversations, database: Database, tmp_path: Path
) -> None:
    told = long_conversation(40)
    conversations.add_turns(told)
    conversations.end_session(SESSION, EndReason.USER)
    branch = Editing(database).branch(SESSION, 33)
    Export(database, Format.JSON, [SESSION, branch]).to_file(tmp_path / "a.json")
    with Database.open(tmp_path / "other.db") as other:
        Import(other).from_file(tmp_path / "a.json")
        for store in (conversations, Conversations(other)):
            for session, last in ((SESSION, 40), (branch, 33)):
                seen = [store.context(session, index) for index in range(1, last + 1)]
                assert [one and one.messages for one in seen] == [one.seen for one in told[:last]]
        Export(other, Format.JSON, [SESSION, branch]).to_file(tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


ROLES = st.sampled_from(["system", "user", "assistant", "tool"])


@given(
    st.lists(st.tuples(ROLES, st.text(st.characters(exclude_categories=()))), max_size=5),
    st.integers(0, 5),
    st.booleans(),
)
def test_any_prompt_is_unpacked_as_it_was(said: list[tuple[str, str]], same: int, based: bool) -> None:
    first, base = pack(1, tuple(said[:same]), None)
    second, _ = pack(2, tuple(said), base if based else None)
    found = unpack(2, {1: first, 2: second}.get)
    assert found is not None
    assert found.messages == tuple((role, joined(content)) for role, content in said)


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
