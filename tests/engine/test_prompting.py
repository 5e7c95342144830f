from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.prompting import FIRST, Conversation, Exchange, Recap
from desktop.engine.protocols import Message


def count(messages: Sequence[Message]) -> int:
    return sum(len(message.content.split()) for message in messages)


EXCHANGES = st.lists(st.builds(Exchange, st.text("ab ", min_size=1), st.text("ab ", min_size=1)), max_size=12)


@given(EXCHANGES, st.integers(4, 60))
def test_the_prompt_fits_and_ends_with_the_question(history: list[Exchange], budget: int) -> None:
    messages = Conversation("be brief", history).prompt("now this", budget, count)
    assert count(messages) <= budget
    assert messages[0] == Message("system", "be brief")
    assert messages[-1] == Message("user", "now this")


@given(EXCHANGES)
def test_history_that_fits_is_all_there(history: list[Exchange]) -> None:
    messages = Conversation("be brief", history).prompt("now this", 10_000, count)
    assert len(messages) == 2 * len(history) + 2


def test_a_prompt_grows_at_its_end_until_history_is_halved() -> None:
    conversation, before, cuts = Conversation("be brief"), list[Message](), 0
    for turn in range(60):
        messages = conversation.prompt(f"question {turn}", 100, count)
        if messages[: len(before)] != before:
            cuts += 1
            assert count(messages) <= 50
        before = messages
        conversation.add(Exchange(f"question {turn}", "an answer of five words"))
    assert 1 <= cuts <= 10


def long(turns: int, pinned: int = -1) -> list[Exchange]:
    return [
        Exchange(f"question {n}", "an answer of five words", turn=n, pinned=n == pinned) for n in range(1, turns + 1)
    ]


def questions(messages: Sequence[Message]) -> list[int]:
    return [int(message.content.split()[1]) for message in messages if message.content.startswith("question")]


def test_the_first_turns_the_last_and_those_pinned_stay_when_the_middle_goes() -> None:
    conversation = Conversation("be brief", long(40, pinned=17))
    shown = questions(conversation.prompt("question 41", 200, count))
    assert shown[:FIRST] == [1, 2, 3, 4, 5]
    assert 17 in shown
    assert shown[-2:] == [40, 41]
    assert shown == sorted(shown)
    gone = [exchange.turn for exchange in conversation.gone]
    assert sorted(gone + shown) == list(range(1, 42))


def test_without_room_the_first_turns_go_too_and_pinned_ones_last() -> None:
    conversation = Conversation("be brief", long(12, pinned=3))
    assert questions(conversation.prompt("question 13", 22, count)) == [3, 13]


def test_room_is_made_ahead_of_the_question_that_needs_it() -> None:
    conversation = Conversation("be brief", long(13))
    before = conversation.opening()
    conversation.make_room(5, 200, count)
    assert conversation.opening() == before
    conversation.make_room(120, 200, count)
    shortened = conversation.opening()
    assert count(shortened) <= 100
    assert conversation.prompt("question 14", 200, count)[:-1] == shortened


def test_a_summary_stands_for_what_is_gone_and_survives_the_session() -> None:
    conversation = Conversation("be brief", long(40))
    conversation.prompt("question 41", 200, count)
    recap = conversation.summarise("They asked forty questions.")
    assert conversation.gone == []
    assert (
        conversation.opening()[0].content == "be brief\n\nEarlier in this conversation: They asked forty questions."
    )
    assert recap.through == max(set(range(1, 41)) - set(questions(conversation.opening())))
    again = Conversation("be brief", long(40), recap)
    assert again.opening() == conversation.opening()


@given(EXCHANGES, st.integers(0, 40), st.integers(4, 60))
def test_nothing_is_lost_between_what_is_shown_and_what_is_gone(
    history: list[Exchange], through: int, budget: int
) -> None:
    numbered = [replace(one, turn=n + 1) for n, one in enumerate(history)]
    conversation = Conversation("", numbered, Recap("so far", through))
    conversation.prompt("now", budget, count)
    covered = [n for n in range(1, len(numbered) + 1) if FIRST < n <= through]
    assert len(conversation) + len(conversation.gone) + len(covered) == len(numbered)


def test_a_question_that_alone_is_too_long_is_passed_on() -> None:
    messages = Conversation("", [Exchange("a", "b")]).prompt("x " * 50, 10, count)
    assert [message.role for message in messages] == ["user"]


def test_two_questions_in_a_row_are_one_message() -> None:
    conversation = Conversation("be brief", [Exchange("first", "")])
    assert conversation.prompt("second", 100, count)[1:] == [Message("user", "first\nsecond")]


@given(EXCHANGES)
def test_the_last_reply_is_the_newest_that_said_something(history: list[Exchange]) -> None:
    unsaid = [Exchange("hm", ""), Exchange("well", "")]
    assert Conversation("be brief", [*history, *unsaid]).last_reply == (history[-1].reply if history else "")
