from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.storage.browsing import Browsing
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from desktop.storage.filters import Filters
from desktop.storage.search import Search
from desktop.storage.wording import cut
from desktop.terms import ModelNames, Outcome
from tests.storage.samples import NOON, turn

pytestmark = pytest.mark.both

PLAIN, BROKEN, OTHER, PINNED, BINNED = (letter * 32 for letter in "abcde")
OTHER_MODEL = ModelNames(stt="whisper", llm="other.gguf", tts="piper")


@pytest.fixture
def browsing(database: Database) -> Browsing:
    """Five sessions an hour apart, the first of them the oldest."""
    bare = {"runs": (), "tools": (), "transcript": "call the dentist"}
    kinds = {
        PLAIN: {}, BROKEN: {"outcome": Outcome.INTERRUPTED}, OTHER: {"models": OTHER_MODEL}, PINNED: {}, BINNED: {},
    }  # fmt: skip
    store = Conversations(database)
    for hour, (session, changes) in enumerate(kinds.items()):
        store.add_turn(turn(1, session, **(bare | changes), started_at=NOON + timedelta(hours=hour)))
    store.add_turn(turn(2, PLAIN, started_at=NOON, transcript="dentist", outcome=Outcome.FAILED))
    Editing(database).pin(PINNED)
    Editing(database).delete(BINNED)
    with database.write() as db:
        db.execute(text("UPDATE session SET persona = 'cook' WHERE id = :id"), {"id": OTHER})
    return Browsing(database)


FILTERED = [
    (Filters(), [PINNED, OTHER, BROKEN, PLAIN]),
    (Filters(deleted=True), [BINNED]),
    (Filters(pinned=True), [PINNED]),
    (Filters(pinned=False), [OTHER, BROKEN, PLAIN]),
    (Filters(interrupted=True), [BROKEN]),
    (Filters(failed=True), [PLAIN]),
    (Filters(tools=True), [PLAIN]),
    (Filters(model="other.gguf"), [OTHER]),
    (Filters(persona="cook"), [OTHER]),
    (Filters(persona="cook", failed=True), []),
    (Filters(since=NOON + timedelta(hours=2)), [PINNED, OTHER]),
    (Filters(until=NOON + timedelta(hours=1)), [PLAIN]),
    (Filters(model="' OR 1=1 --"), []),
    (Filters(persona="\ud800"), []),
]


@pytest.mark.parametrize(("filters", "found"), FILTERED)
def test_filters_narrow_list_and_search_alike(
    browsing: Browsing, database: Database, filters: Filters, found: list[str]
) -> None:
    assert [session.id for session in browsing.sessions(filters, 10)] == found
    hits = Search(database).turns("dent", filters=filters)
    assert {hit.session for hit in hits} == set(found)


def test_pages_follow_one_another_whatever_comes_meanwhile(browsing: Browsing, database: Database) -> None:
    first = browsing.sessions(Filters(), 2)
    Conversations(database).add_turn(turn(1, "f" * 32, started_at=NOON + timedelta(days=1)))
    second = browsing.sessions(Filters(), 2, first[-1])
    assert [session.id for session in [*first, *second]] == [PINNED, OTHER, BROKEN, PLAIN]
    assert browsing.sessions(Filters(), 2, second[-1]) == []


def test_sessions_of_one_instant_are_each_listed_once(browsing: Browsing, database: Database) -> None:
    many = [f"{number:032x}" for number in range(25)]
    Conversations(database).add_turns([turn(1, session, started_at=NOON - timedelta(days=1)) for session in many])
    seen, last = [], None
    while page := browsing.sessions(Filters(until=NOON), 4, last):
        seen += [session.id for session in page]
        last = page[-1]
    assert seen == sorted(many, reverse=True)


def test_choices_name_what_there_is(browsing: Browsing) -> None:
    assert browsing.personas() == ["cook"]
    assert browsing.models() == ["other.gguf", "starter.gguf"]


def test_a_search_that_came_too_late_stops(browsing: Browsing, database: Database) -> None:
    assert Search(database).turns("dentist", stale=lambda: True) == []


LETTERS = "abcdefghijklmnopqrstuvwxyzäöüßéçñабвгдежзиклмнאבגדהοξλνμكيطح漢字日本0189"  # noqa: RUF001  many scripts


@settings(max_examples=80)
@given(
    before=st.text(max_size=30),
    word=st.text(LETTERS, min_size=1, max_size=9),
    after=st.text(max_size=30),
    data=st.data(),
)
def test_any_beginning_of_a_word_finds_its_turn(
    database: Database, before: str, word: str, after: str, data: st.DataObject
) -> None:
    session = f"{abs(hash((before, word, after))):032x}"
    Conversations(database).add_turn(turn(1, session, transcript=f"{before} {word} {after}", runs=(), tools=()))
    typed = word[: data.draw(st.integers(1, len(word)))]
    assert session in {hit.session for hit in Search(database).turns(typed, 1000)}


def test_one_letter_finds_what_longer_beginnings_would(database: Database) -> None:
    words = ["t", "to", "tomorrow", "Tür", "a"]
    store = Conversations(database)
    store.add_turns([turn(n, PLAIN, transcript=w, generated="", runs=()) for n, w in enumerate(words, 1)])
    assert [hit.turn for hit in Search(database).turns("t")] == [4, 3, 2, 1]


def test_a_beginning_of_very_many_words_finds_them_all(database: Database) -> None:
    store = Conversations(database)
    store.add_turns([turn(n, PLAIN, transcript=f"numb{n:03}", generated="", runs=()) for n in range(1, 151)])
    assert [hit.turn for hit in Search(database).turns("numb", 200)] == list(range(150, 0, -1))


def test_words_are_cut_as_the_index_cuts_them() -> None:
    assert cut(["don't", "Crème", "?!", ""]) == [["don", "t"], ["creme"], [], []]
