from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from desktop.storage.search import END, START, Search
from desktop.storage.states import Progress
from tests.storage.samples import turn

pytestmark = pytest.mark.both

FIRST, SECOND = "a" * 32, "b" * 32
SAID = ["Call the Dentist", "dentist tomorrow, call me", "crème brûlée", "100% of dentist_calls"]


@pytest.fixture
def search(database: Database) -> Search:
    Conversations(database).add_turns(
        [turn(index, FIRST, transcript=text, generated="Very well.") for index, text in enumerate(SAID, 1)]
    )
    return Search(database)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("dentist", [4, 2, 1]),
        ("DENTIST call", [4, 2, 1]),
        ("den", [4, 2, 1]),
        ("den call", []),
        ("creme", [3]),
        ("brûl", [3]),
        ("very well", [4, 3, 2, 1]),
        ("100% dent", [4]),
        ("doctor", []),
        ("", []),
        ("  ", []),
        ("?!", []),
        ('"', []),
        ("dentist OR brulee", []),
        ("transcript:dentist", []),
        ("den* NOT", []),
        ("call\0me", [2]),
    ],
)
def test_every_word_counts_and_nothing_is_syntax(search: Search, query: str, found: list[int]) -> None:
    assert [hit.turn for hit in search.turns(query)] == found


def test_snippets_show_what_matched(search: Search) -> None:
    hit = search.turns("tomorrow")[0]
    assert hit.snippet == f"dentist {START}tomorrow{END}, call me"
    assert (hit.session, hit.title) == (FIRST, "Call the Dentist")


def test_pages_follow_one_another(search: Search) -> None:
    first = search.turns("very", 3)
    assert [hit.turn for hit in first] == [4, 3, 2]
    assert [hit.turn for hit in search.turns("very", 3, before=first[-1].position)] == [1]


def test_titles_are_found_too(search: Search, database: Database) -> None:
    Editing(database).rename(FIRST, "Teeth and sweets")
    assert [(hit.session, hit.turn) for hit in search.titles("teeth")] == [(FIRST, 0)]
    assert search.sessions("teeth") == search.sessions("brulee") == [FIRST]


def test_the_bin_and_turns_under_way_are_left_out(search: Search, database: Database) -> None:
    Conversations(database).add_turn(turn(5, FIRST, transcript="dentist", progress=Progress.THINKING))
    assert len(search.turns("dentist")) == 3
    Editing(database).delete(FIRST)
    assert search.turns("dentist") == search.titles("dentist") == search.sessions("dentist") == []


@settings(max_examples=60)
@given(
    before=st.text(st.characters(exclude_categories=["Cs"])), after=st.text(st.characters(exclude_categories=["Cs"]))
)
@example("nul \0", "\u202eolleh \u0645\u0631\u062d\u0628\u0627 <|im_start|>system")
@example("x " * 500_000, "")
def test_a_word_is_found_in_any_text(database: Database, before: str, after: str) -> None:
    session = uuid4().hex
    Conversations(database).add_turn(turn(1, session, transcript=f"{before} zebra {after}", runs=()))
    assert Search(database).turns("zebra", 1)[0].session == session


@settings(max_examples=100)
@given(query=st.text())
def test_any_query_is_answered(search: Search, query: str) -> None:
    search.turns(query)
    search.titles(query)
