from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from desktop.errors import UsageError
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from desktop.storage.search import Search
from desktop.storage.side_tables import TurnContextRow
from desktop.storage.states import EndReason, Progress
from tests.storage.archives import PARENT, fill
from tests.storage.samples import SESSION, turn

pytestmark = pytest.mark.both


@pytest.fixture
def editing(database: Database, conversations: Conversations) -> Editing:
    conversations.add_turns([turn(index) for index in (1, 2, 3)])
    conversations.end_session(SESSION, EndReason.USER)
    return Editing(database)


def test_renaming(editing: Editing, conversations: Conversations) -> None:
    editing.rename(SESSION, "  Noon \n and after ")
    assert conversations.session(SESSION).title == "Noon and after"
    for wrong in ("", " \n", "x" * 201):
        with pytest.raises(UsageError, match="title"):
            editing.rename(SESSION, wrong)


def test_pinning(editing: Editing, conversations: Conversations) -> None:
    editing.pin(SESSION)
    assert conversations.session(SESSION).pinned
    editing.pin(SESSION, pinned=False)
    assert not conversations.session(SESSION).pinned


def test_the_bin_gives_back_what_went_in(editing: Editing, conversations: Conversations) -> None:
    before = conversations.session(SESSION)
    first = datetime(2026, 3, 2, tzinfo=UTC)
    editing.delete(SESSION, first)
    editing.delete(SESSION)
    assert conversations.sessions() == []
    assert [one.deleted_at for one in conversations.sessions(deleted=True)] == [first]
    assert conversations.search("question", 9, session="", tool="none") == []
    editing.restore(SESSION)
    assert conversations.sessions() == [before]
    assert conversations.sessions(deleted=True) == []


def test_a_branch_is_the_conversation_so_far(
    editing: Editing, conversations: Conversations, database: Database
) -> None:
    before = conversations.session(SESSION)
    new = editing.branch(SESSION, 2)
    assert conversations.turns(new) == [turn(index, new) for index in (1, 2)]
    branch = conversations.session(new)
    assert (branch.parent, branch.parent_turn, branch.title, branch.turns) == (SESSION, 2, before.title, 2)
    assert (branch.state, branch.started_at) == ("closed", before.started_at)
    assert conversations.session(SESSION) == before
    assert len(conversations.turns(SESSION)) == 3
    conversations.add_turn(turn(3, new, transcript="another way"))
    assert [hit.session for hit in Search(database).turns("another way")] == [new]


def test_a_branch_has_what_the_model_saw(database: Database) -> None:
    fill(database)
    new = Editing(database).branch(PARENT, 3)
    with database.read() as db:
        seen = db.exec(select(TurnContextRow).where(TurnContextRow.session_id == new)).one()
    assert (seen.turn, seen.tokens) == (2, 7)


def test_a_branch_leaves_turns_under_way_out(editing: Editing, conversations: Conversations) -> None:
    conversations.add_turn(turn(4, progress=Progress.SPEAKING))
    conversations.add_turn(turn(5, runs=(replace(turn().runs[0], name="other"),)))
    new = editing.branch(SESSION, 5)
    assert [one.index for one in conversations.turns(new, under_way=True)] == [1, 2, 3, 5]
    with pytest.raises(UsageError, match="no turn 4"):
        editing.branch(SESSION, 4)


def test_what_is_not_there_is_told(editing: Editing) -> None:
    with pytest.raises(UsageError, match="no turn 9"):
        editing.branch(SESSION, 9)
    for change in (editing.delete, editing.restore, editing.pin):
        with pytest.raises(UsageError, match="no session"):
            change("f" * 32)
