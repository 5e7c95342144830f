from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.prompting import Conversation, Exchange
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
