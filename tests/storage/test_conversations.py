from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.errors import UsageError
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.states import EndReason, SessionState
from desktop.terms import Outcome, Source, Timings
from tests.storage.samples import NOON, SESSION, turn

pytestmark = pytest.mark.both

OTHER = "0123" + "f" * 28


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("source", Source)
def test_turn_comes_back_as_it_went_in(conversations: Conversations, outcome: Outcome, source: Source) -> None:
    stored = turn(outcome=outcome, source=source, error="why")
    assert conversations.add_turn(stored)
    assert conversations.turns(SESSION) == [stored]


def test_stages_that_did_not_run_stay_none(conversations: Conversations) -> None:
    conversations.add_turn(turn(timings=Timings(stt=5.0), tools=()))
    assert conversations.turns(SESSION)[0].timings == Timings(stt=5.0)


@settings(max_examples=40)
@given(words=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back(conversations: Conversations, words: str) -> None:
    stored = turn(session=uuid4().hex, transcript=words, generated=words, tools=(words,))
    conversations.add_turn(stored)
    assert conversations.turns(stored.session) == [stored]


def test_text_with_every_odd_character(conversations: Conversations) -> None:
    odd = "nul \0, quote ' \", line\r\n, \u202e, 🎤, \U0010ffff"
    conversations.add_turn(turn(transcript=odd))
    assert conversations.turns(SESSION)[0].transcript == odd


def test_what_sqlite_or_json_cannot_hold_costs_no_turn(conversations: Conversations) -> None:
    nan = float("nan")
    conversations.add_turn(turn(generated="half \ud83c", confidence=nan, timings=Timings(llm=nan)))
    stored = conversations.turns(SESSION)[0]
    assert (stored.generated, stored.confidence, stored.timings.llm) == ("half \ud83c", 0.0, None)


def test_same_turn_twice_is_stored_once(conversations: Conversations) -> None:
    assert conversations.add_turn(turn())
    assert not conversations.add_turn(turn(transcript="another"))
    assert [kept.transcript for kept in conversations.turns(SESSION)] == ["question 1"]


def test_session_follows_its_turns(conversations: Conversations) -> None:
    conversations.start_session(SESSION, NOON)
    conversations.add_turn(turn(1, transcript=""))
    conversations.add_turn(turn(3, transcript="first words"))
    conversations.add_turn(turn(2, transcript="later words"))
    session = conversations.session(SESSION)
    assert (session.title, session.turns, session.state) == ("first words", 3, "active")
    assert (session.started_at, session.last_at) == (NOON, NOON + timedelta(minutes=3))
    assert [kept.index for kept in conversations.turns(SESSION)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("what time is it", "what time is it"),
        ("a" * 59 + " b", "a" * 59),
        ("a" * 58 + " b c", "a" * 58 + " b"),
        ("a" * 70, "a" * 60),
        ("  two\n lines ", "two lines"),
    ],
)
def test_title_is_cut_at_a_word(conversations: Conversations, said: str, title: str) -> None:
    conversations.add_turn(turn(transcript=said))
    assert conversations.session(SESSION).title == title


def test_times_are_utc_whatever_zone_they_came_in(conversations: Conversations) -> None:
    there = datetime(2026, 3, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    conversations.add_turn(turn(started_at=there))
    stored = conversations.turns(SESSION)[0].started_at
    assert stored == there
    assert stored.tzinfo is UTC


def test_ending_and_reopening(conversations: Conversations) -> None:
    conversations.add_turn(turn())
    conversations.end_session(SESSION, EndReason.USER)
    ended = conversations.session(SESSION)
    assert (ended.state, ended.end_reason, ended.graceful) == ("closed", "user", True)
    assert ended.ended_at is not None
    conversations.start_session(SESSION)
    assert conversations.session(SESSION) == replace(
        ended, state=SessionState.ACTIVE, end_reason=EndReason.NOT_YET, ended_at=None, graceful=None
    )
    conversations.end_session("f" * 32, EndReason.USER)
    assert len(conversations.sessions()) == 1


def test_recovered_turns_close_only_the_sessions_they_made(conversations: Conversations) -> None:
    conversations.start_session(OTHER)
    assert conversations.recover([turn(), turn(2), turn(session=OTHER), turn()]) == 3
    assert conversations.session(SESSION).end_reason == "crash"
    assert conversations.session(OTHER).state == "active"


def test_pages_list_every_session_once(conversations: Conversations) -> None:
    # two sessions share each minute: the id decides
    ids = [f"{number:032x}" for number in range(7)]
    conversations.add_turns([turn(number // 2, session) for number, session in enumerate(ids)])
    pages, last = [], None
    while page := conversations.sessions(limit=3, before=last):
        pages.append([session.id for session in page])
        last = page[-1]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [listed for page in pages for listed in page] == ids[::-1]


def test_session_by_prefix(conversations: Conversations) -> None:
    conversations.add_turns([turn(), turn(session=OTHER)])
    assert conversations.session("01234").id == SESSION
    assert conversations.session(" 0123F ").id == OTHER
    for wrong, message in (("0123", "several"), ("9", "no session"), ("", "no session"), ("%", "no session")):
        with pytest.raises(UsageError, match=message) as caught:
            conversations.session(wrong)
        assert "sotto sessions list" in caught.value.advice


@pytest.mark.file_only  # its plans are SQLite's; test_team.py has those of the server
def test_queries_use_their_indexes(conversations: Conversations, database: Database) -> None:
    queries = {
        "SELECT * FROM session ORDER BY last_at DESC, id DESC LIMIT 5": "session_by_last_at",
        "SELECT * FROM session WHERE state = 'active'": "session_by_state",
        "SELECT * FROM turn WHERE session_id = 'a' ORDER BY \"index\"": "sqlite_autoindex_turn_1",
    }
    with database.read() as session:
        for query, index in queries.items():
            plan = " ".join(row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {query}")))
            assert index in plan
            assert "TEMP B-TREE" not in plan


def test_search_finds_whole_queries_newest_first(conversations: Conversations) -> None:
    past = "a" * 32
    said = ["Call the Dentist", "dentist tomorrow, call me", "call home", "100% of dentist_calls"]
    conversations.add_turns([turn(index, past, transcript=text, tools=()) for index, text in enumerate(said, 1)])

    def found(query: str, limit: int = 3) -> list[int]:
        return [hit.index for hit in conversations.search(query, limit, session=SESSION, tool="search")]

    assert found("dentist") == [4, 2, 1]
    assert found("call dentist") == [4, 2, 1]
    assert found("'dentist?'", 1) == [4]
    assert found("CALL home!") == [3]
    assert found("call dent") == [4, 2, 1]
    assert found("%") == found("\\") == found("t_c") == found("doctor") == found("  ") == found("?!") == []


def test_search_leaves_out_the_session_under_way_ignored_turns_and_earlier_searches(
    conversations: Conversations,
) -> None:
    past = "a" * 32
    conversations.add_turn(turn(1, SESSION, transcript="dentist"))
    conversations.add_turn(turn(1, past, transcript="dentist", outcome=Outcome.IGNORED))
    conversations.add_turn(turn(2, past, transcript="what did I say about the dentist", tools=("search",)))
    conversations.add_turn(turn(3, past, transcript="dentist", tools=("research",)))
    hits = conversations.search("dentist", 9, session=SESSION, tool="search")
    assert [(hit.session, hit.index) for hit in hits] == [(past, 3)]
