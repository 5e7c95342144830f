"""How long Sotto waits after what words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.patience import ByText, Patience

P = Patience()
NOTHING = np.zeros(0, np.float32)


def patience(text: str, language: str = "en") -> float:
    return ByText().patience_s(NOTHING, text, language)


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
