from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from desktop.storage.repeats import Repeats, repeats
from desktop.terms import Outcome
from tests.storage.samples import NOON, turn

pytestmark = pytest.mark.both

OTHER, BINNED = "b" * 32, "c" * 32
DAY = timedelta(days=1)


def test_the_same_words_count_whatever_their_case_and_punctuation(
    database: Database, conversations: Conversations
) -> None:
    plain = {"message_type": "answer", "tools": (), "runs": ()}
    conversations.add_turns(
        [
            turn(1, transcript="Who are you?", **plain),
            turn(2, transcript="who are you", **plain),
            turn(3, transcript="Who is she?", **plain),
            turn(4, transcript="What time is it?", message_type="tool answer"),
            turn(5, transcript="What time is it?", message_type="tool answer"),
            turn(6, transcript="Stop.", **(plain | {"message_type": "control"})),
            turn(7, transcript="Stop.", **(plain | {"message_type": "control"})),
            turn(8, transcript="Who are you?", outcome=Outcome.FAILED, **plain),
            turn(1, OTHER, transcript="WHO are YOU?!", started_at=NOON + DAY, **plain),
            turn(1, BINNED, transcript="Who are you?", **plain),
        ]
    )
    Editing(database).delete(BINNED)
    assert repeats(database, NOON) == Repeats(asked=4, repeated=2)
    assert repeats(database, NOON, NOON + DAY) == Repeats(asked=3, repeated=1)
    assert repeats(database, NOON + DAY) == Repeats(asked=1, repeated=0)
