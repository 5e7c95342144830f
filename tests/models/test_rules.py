from __future__ import annotations

from datetime import datetime

import pytest

from models.evaluation.cases import PHRASINGS, WHOLE_TURNS, Case, ToolCall, load_cases, load_conversations
from models.evaluation.rules import obeys, pattern
from models.recipes.common.grammar import normalise

NOW = datetime(2026, 11, 21, 14, 5)


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        ("{=69}", "57 plus 12 is 69.", "57 plus 12 is 169."),
        ("{=69}", "That makes sixty-nine.", "That is -69."),
        ("{=-25}", "15 minus 40 is -25.", "15 minus 40 is 25."),
        ("{=1450}", "That is 1,450.", "That is 450."),
        ("{=9012}", "nine thousand and twelve", "nine thousand two hundred"),
        ("{=50.5}", "It is 50.5.", "It is 50."),
        ("{~6.2137}", "10 kilometres is 6.21 miles.", "10 kilometres is 6.41 miles."),
        ("{~160.9344}", "about 161 kilometres", "160 kilometres"),
        ("{for 300}", "Timer set for 5 minutes.", "Timer set for 15 minutes."),
        ("{for 3600}", "Timer set for an hour.", "Timer set for 2 hours."),
        ("{for 90}", "Set for 1 minute and 30 seconds.", "Set for 30 seconds."),
        ("{left 20}", "There is 19:58 left.", "There is 9:58 left."),
        ("{spelt banana}", "banana is spelled B, A, N, A, N, A.", "banana is spelled B, A, N, A, N, A, N."),
        ("{removed milk}", "I removed milk from your list.", "I added milk to your list."),
        ("{removed milk}", "I removed milk from your list.", "milk is not on your list."),
        ("{time}", "It is 14:05.", "It is 14:25."),
        ("{joke}", "Why did the clock go to school? It wanted to learn the time.", "I do not know that joke, sorry."),
        ("{cannot}", "I cannot play music.", "Playing music now."),
        ("{desk}", "The service desk is not switched on here.", "I booked Anna Miller on Tuesday."),
    ],
)
def test_rule(rule: str, right: str, wrong: str) -> None:
    assert obeys(rule, right, NOW)
    assert not obeys(rule, wrong, NOW)


def test_an_unknown_placeholder_is_refused() -> None:
    with pytest.raises(ValueError, match="placeholder"):
        pattern("{tiem}", NOW)


def test_a_reply_without_its_tool_is_wrong() -> None:
    case = Case("set a tea timer for 5 minutes", "{for 300}", tools=(ToolCall("set_timer", {"seconds": 300}),))
    reply = "The tea timer is set for 5 minutes."
    assert case.is_right(reply, [ToolCall("set_timer", {"seconds": 300, "label": "tea"})], NOW)
    assert not case.is_right(reply, [ToolCall("set_timer", {"seconds": 30})], NOW)
    assert not case.is_right(reply, [], NOW)


def test_a_tool_nobody_asked_for_makes_a_reply_wrong() -> None:
    case = Case("wake me at seven", "{cannot}")
    assert case.is_right("I cannot do that.", [ToolCall("clock", {})], NOW)
    assert not case.is_right("I cannot do that.", [ToolCall("set_timer", {"seconds": 7})], NOW)


def test_the_data_are_complete_and_different() -> None:
    phrasings, turns, conversations = load_cases(PHRASINGS), load_cases(WHOLE_TURNS), load_conversations()
    assert (len(phrasings), len(turns), len(conversations)) == (400, 200, 100)
    assert len({normalise(case.text) for case in (*phrasings, *turns)}) == 600
    for case in (*phrasings, *turns, *(turn for conversation in conversations for turn in conversation)):
        pattern(case.reply, NOW)
