from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.engine.echo.text import is_echo, likeness
from desktop.engine.phrases import plain

SAID = "Bring the water to a boil and then wait for about eight minutes. There are three hundred days left."
WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9), min_size=1, max_size=30)


@pytest.mark.parametrize(
    "heard",
    [
        "Bring the water to a boil",
        "and then weight for about ate minutes",
        "Wait four about eight minutes.",
        "THE WATER TO A BOYLE...",
        "there are three hundred",
        "minutes",
    ],
)
def test_pieces_of_what_was_said_are_echoes_even_when_misheard(heard: str) -> None:
    assert is_echo(heard, SAID)


@pytest.mark.parametrize(
    "heard",
    [
        "",
        "...",
        "yes",
        "No.",
        "stop",
        "hang on a moment",
        "what about the rice?",
        "how long did you say",
        "and then wait for about eight minutes no stop I wanted to ask something else",
        "eight about wait then boil to water the bring",
    ],
)
def test_what_the_user_says_is_not(heard: str) -> None:
    assert not is_echo(heard, SAID)


def test_a_short_word_counts_only_when_it_was_said() -> None:
    assert is_echo("Yes.", "Yes, you can stop me at any time.")
    assert not is_echo("Yes.", "Yesterday you said that you had time.")
    assert not is_echo("one", "There is no other bone.")


def test_less_likeness_suffices_where_the_sound_is_not_trusted() -> None:
    heard = "bring the dauther available and weight for"  # what a recogniser made of it
    assert likeness(heard, SAID) < 0.58
    assert is_echo(heard, SAID, trust=0)
    assert not is_echo(heard, SAID, trust=1)


def test_only_the_end_of_a_long_text_counts() -> None:
    assert not is_echo("Bring the water to a boil", SAID + " Something else altogether happened." * 20)


@given(WORDS, st.data())
def test_any_run_of_words_is_found_whatever_its_case(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    stop = data.draw(st.integers(start + 1, len(words)))
    piece = " ".join(words[start:stop])[:200].strip()
    said = ", ".join(words)
    assume(len(plain(said)) <= 400 and plain(" ".join(words[start:stop])) == piece)
    assert likeness(piece.upper() + "!", said) == 1
    assert is_echo(piece, said)


@given(st.text(max_size=300), st.text(max_size=600), st.floats(0, 1))
def test_likeness_is_a_share_and_agrees_with_the_verdict(heard: str, said: str, trust: float) -> None:
    found = likeness(heard, said)
    assert 0 <= found <= 1
    if found == 0:
        assert not is_echo(heard, said, trust=trust)


@given(WORDS, st.integers(1, 5))
def test_words_of_ones_own_make_it_less_alike(words: list[str], more: int) -> None:
    said = " ".join(words)
    assume(len(said) < 150)
    with_own = f"{said} {' '.join(['ÿÿÿÿ'] * more)}"
    assert likeness(with_own, said) < likeness(said, said)
    assert not is_echo(" ".join(["ÿÿÿÿ"] * more), said)


@given(WORDS, st.floats(0, 1), st.floats(0, 1))
def test_trust_only_ever_asks_for_more(words: list[str], low: float, high: float) -> None:
    low, high = sorted((low, high))
    heard = " ".join(words)
    if is_echo(heard, SAID, trust=high):
        assert is_echo(heard, SAID, trust=low)
