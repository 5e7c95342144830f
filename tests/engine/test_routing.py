"""Which way a question goes, and what rules answer by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.controls import control_word
from desktop.engine.phrases import read_phrases
from desktop.engine.routing import Bounds, by_rule, choose
from desktop.engine.rule_answers import answer
from desktop.settings import Settings
from desktop.terms import Route, RouteReason

BOUNDS = Bounds(25, Settings().router.topics)
LISTS = read_phrases("rule_words")


@pytest.mark.parametrize(
    ("text", "language", "route", "reason"),
    [
        ("Hello!", "", Route.RULES, RouteReason.GREETING),
        ("Good morning, Sotto.", "en", Route.RULES, RouteReason.GREETING),
        ("Guten Morgen!", "de", Route.RULES, RouteReason.GREETING),
        ("Guten Morgen!", "en", Route.SMALL, RouteReason.USUAL),
        ("Hello, how are you?", "en", Route.SMALL, RouteReason.USUAL),
        ("What time is it, please?", "en", Route.RULES, RouteReason.TIME),
        ("What time is it in Tokyo?", "en", Route.SMALL, RouteReason.USUAL),
        ("What's the date today?", "en", Route.RULES, RouteReason.DATE),
        ("Qué hora es", "es", Route.RULES, RouteReason.TIME),
        ("Cancel the timer.", "en", Route.RULES, RouteReason.TIMER),
        ("Cancel the timer and set another one", "en", Route.SMALL, RouteReason.USUAL),
        ("What is seven plus five?", "en", Route.RULES, RouteReason.SUM),
        ("Why is the sky blue? Think carefully.", "en", Route.LARGER, RouteReason.ASKED),
        ("Think harder!", "en", Route.LARGER, RouteReason.ASKED),
        ("Denk gründlich nach: warum ist der Himmel blau?", "de", Route.LARGER, RouteReason.ASKED),
        ("I do not think hard work pays", "en", Route.SMALL, RouteReason.USUAL),
        ("Compare cats and dogs.", "en", Route.LARGER, RouteReason.TOPIC),
        ("He improved his compared", "en", Route.SMALL, RouteReason.USUAL),
        ("word " * 25, "en", Route.LARGER, RouteReason.LONG),
        ("word " * 24, "en", Route.SMALL, RouteReason.USUAL),
        ("Hello", "xx", Route.SMALL, RouteReason.USUAL),
        ("", "", Route.SMALL, RouteReason.USUAL),
    ],
)
def test_the_way_of_a_question(text: str, language: str, route: Route, reason: RouteReason) -> None:
    chosen = choose(text, language, BOUNDS)
    assert (chosen.route, chosen.reason) == (route, reason)


def test_no_bound_and_no_topic_send_nothing_to_the_larger_model() -> None:
    assert choose("compare " * 100, "en", Bounds(0, ("", " "))).route is Route.SMALL


@pytest.mark.parametrize("language", LISTS)
def test_no_phrase_is_a_control_word_too(language: str) -> None:
    phrases = {
        phrase for purpose, listed in LISTS[language].items() for phrase in listed if purpose != "think_harder"
    }
    assert not [phrase for phrase in phrases if control_word(phrase, language)]


@pytest.mark.parametrize(
    ("text", "language", "result", "said"),
    [
        ("Good evening!", "", {}, "Good evening!"),
        ("Buenos días", "es", {}, "Buenos días!"),
        ("What time is it?", "", {"time": "14:05", "date": "Monday 2 March"}, "It is 14:05."),
        ("Wie spät ist es?", "de", {"time": "14:05"}, "Es ist 14:05 Uhr."),
        ("What is the date?", "en", {"date": "Monday 2 March"}, "It is Monday 2 March."),
        ("cancel the timer", "en", {"ok": True}, "The timer is cancelled."),
        ("How much time is left?", "en", {"left": "4:01"}, "4 minutes and 1 second left."),
        ("How much time is left?", "en", {"left": "0:00"}, "0 seconds left."),
        ("How much time is left?", "en", {"left": "1:00"}, "1 minute left."),
        ("What is seven plus five?", "en", {"result": "12"}, "Seven plus five is 12."),
        ("What is 1 / 0?", "en", {"error": "dividing by zero is not possible"}, ""),
        ("cancel the timer", "en", {"error": "no timer is running"}, ""),
    ],
)
def test_what_rules_say(text: str, language: str, result: dict[str, object], said: str) -> None:
    rule = by_rule(text, language)
    assert rule is not None
    assert answer(rule, result, language) == said


@given(st.text(max_size=80), st.sampled_from(["", "en", "de", "es", "fr", "xx"]))
def test_any_text_has_a_way(text: str, language: str) -> None:
    chosen = choose(text, language, BOUNDS)
    assert (chosen.rule is not None) == (chosen.route is Route.RULES)
