from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.talk.heard import heard_length


@pytest.mark.parametrize(
    ("reply", "heard", "kept"),
    [
        ("Lisbon. On the Tagus.", "Lisbon.", "Lisbon."),
        ("Lisbon.", "", ""),
        ("Lisbon.", "Lisbon.", "Lisbon."),
        ("It is **ten** past two.", "It is ten past", "It is **ten** past"),
        ("It costs $5 today, and more later.", "It costs five dollars today", "It costs $5 today"),
        ("The answer, the whole answer.", "the answer the", "The answer, the"),
        ("Lisbon.", "something else", ""),
    ],
)
def test_the_heard_part_ends_at_its_last_word(reply: str, heard: str, kept: str) -> None:
    assert reply[: heard_length(reply, heard)] == kept


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_texts_give_a_place_in_the_reply(reply: str, heard: str) -> None:
    assert 0 <= heard_length(reply, heard) <= len(reply)
