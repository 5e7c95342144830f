"""How long Sotto waits after what words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.patience import LIKELY, SURE, UNLIKELY, Patience, TurnDetector

P = Patience()
NOTHING = np.zeros(0, np.float32)


def patience(text: str, language: str = "en") -> float:
    return TurnDetector().patience_s(None, text, language)


@pytest.mark.parametrize(
    "text",
    [
        "What time is it?",
        "Set a timer for ten minutes.",
        "Where are you from?",
        "What can you do?",
        "What is that?",
        "Yes.",
        "Stop.",
        "Thank you very much.",
        "Add milk and bread to the shopping list.",
    ],
)
def test_a_finished_sentence_is_answered_soon(text: str) -> None:
    assert patience(text) == P.finished


@pytest.mark.parametrize(
    "text",
    [
        "Add milk and",
        "Add milk and.",
        "Remind me to call Anna because.",
        "What...",
        "What?",
        "How many?",
        "I would like",
        "Set a timer.",
        "Twelve times",
        "Well, I was thinking about the",
        "So, um,",
        "My number is zero one seven.",
        "0 1 7",
        "Hey Sotto.",
    ],
)
def test_after_words_that_want_more_it_waits(text: str) -> None:
    assert patience(text) == P.unfinished


@pytest.mark.parametrize("text", ["", "  ", "milk", "Milk.", "add milk to the list", "What did you do there"])
def test_otherwise_it_waits_as_long_as_others_always_do(text: str) -> None:
    assert patience(text) == P.unsure


def test_a_whole_telephone_number_is_not_waited_for_that_long() -> None:
    assert patience("zero one seven five two two nine nine three four") == P.unsure


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Wie spät ist es?", "de", P.finished),
        ("Kauf Milch und.", "de", P.unfinished),
        ("Quelle heure est-il ?", "fr", P.finished),
        ("Ajoute du lait et", "fr", P.unfinished),
        ("¿Qué hora es?", "es", P.finished),
        ("Compra leche y", "es", P.unfinished),
        ("Hur mycket är klockan?", "sv", P.finished),
    ],
)
def test_other_languages(text: str, language: str, expected: float) -> None:
    assert patience(text, language) == expected


@given(st.text(max_size=60), st.sampled_from(["en", "de", "fr", "es", "xx", ""]))
def test_any_text_gets_one_of_three_silences(text: str, language: str) -> None:
    assert patience(text, language) in (P.finished, P.unsure, P.unfinished)


@pytest.mark.parametrize(
    ("text", "heard", "expected"),
    [
        ("What time is it?", 0.9, P.finished),
        ("What time is it?", LIKELY, P.finished),
        ("Set a timer for ten minutes.", 0.4, P.unsure),
        ("Set a timer for ten minutes.", 0.1, P.unfinished),
        ("Add milk and", 0.99, P.unfinished),
        ("tell me a joke", SURE, P.finished),
        ("tell me a joke", 0.8, P.unsure),
        ("tell me a joke", 0.1, P.unfinished),
        ("", 0.99, P.unsure),
        ("", 0.1, P.unfinished),
        (None, 0.99, P.unsure),
        (None, 0.1, P.unfinished),
        (None, None, P.unsure),
    ],
)
def test_how_it_was_said_counts_beside_the_words(text: str | None, heard: float | None, expected: float) -> None:
    assert TurnDetector().patience_s(heard, text, "en") == expected


def test_without_an_ear_nothing_is_heard() -> None:
    assert TurnDetector().hear(NOTHING) is None


@given(st.none() | st.text(max_size=40), st.floats(0, 1), st.floats(0, 1))
def test_the_surer_the_ear_the_sooner_it_is_answered(text: str | None, one: float, other: float) -> None:
    low, high = sorted((one, other))
    waits = [TurnDetector().patience_s(heard, text, "en") for heard in (low, high)]
    assert waits[0] >= waits[1]
    assert UNLIKELY < LIKELY < SURE
