from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.sentences import ClauseSplitter, asks, speakability, speakable


def split(pieces: list[str]) -> list[str]:
    splitter = ClauseSplitter()
    clauses = [clause for piece in pieces for clause in splitter.feed(piece)]
    return clauses + splitter.finish()


@given(st.lists(st.text(st.sampled_from("ab1.,!?…:;—\n \")'é*") | st.characters(), max_size=40), max_size=12))
def test_the_clauses_joined_are_the_text(pieces: list[str]) -> None:
    clauses = split(pieces)
    assert "".join(clauses) == "".join(pieces)
    assert all(clauses)


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Smith is in.",
        "Pi is 3.14 or so.",
        "It is 14:05 now.",
        "See e.g. this.",
        "It is at https://example.com/a.b?c",
    ],
)
def test_what_only_looks_like_an_end_is_none(text: str) -> None:
    assert split(list(text)) == [text]


def test_the_first_clause_comes_early_and_later_ones_whole() -> None:
    text = "Well, let me think, then. First this, then that. Done."
    assert split(list(text)) == ["Well, let me think,", " then.", " First this, then that.", " Done."]


def test_a_clause_is_there_as_soon_as_the_blank_after_it() -> None:
    splitter = ClauseSplitter()
    assert splitter.feed("It is four.") == []
    assert splitter.feed(" ") == ["It is four."]


def test_endless_text_is_cut_at_a_blank() -> None:
    clauses = split(["word " * 200])
    assert max(map(len, clauses)) <= 241
    assert all(clause.endswith(" ") for clause in clauses)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**Bold** and *slanted* and `code`", "Bold and slanted and code"),
        ("# Title\n- one\n- two", "Title one two"),
        ("[the page](https://example.com/x)", "the page"),
        ("See https://www.example.com/a?b=c now", "See example.com now"),
        ("It is 14:05.", "It is 14 oh 5."),
        ("At 9:00 or 14:30", "At 9 o'clock or 14 30"),
        ("At 16:00", "At 16 hundred"),
        ("2 + 3 = 5", "2 plus 3 equals 5"),
        ("7 × 6", "7 times 6"),  # noqa: RUF001 - the multiplication sign
        ("-5 degrees, 40% rain", "minus 5 degrees, 40 percent rain"),
        ("well-known 2026-11", "well-known 2026-11"),
        ("Salt & pepper \N{GRINNING FACE}", "Salt and pepper"),
        ("```python\nprint()\n```", "code, shown on the screen."),
        ("It costs 3.50", "It costs 3.50"),
        (" \n ", ""),
    ],
)
def test_text_is_made_fit_for_speech(written: str, read: str) -> None:
    assert speakable(written) == read


@given(st.text())
def test_any_text_can_be_made_fit(text: str) -> None:
    assert not set(speakable(text)) & set("*#`\n")


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("It is noon in Lisbon.", 1.0),
        ("", None),
        (" \n", None),
        ("**Bold** words count", 1 - 1 / 3),
        ("See https://example.com/a/b?c now", 2 / 3),
        ("```\nx = 1\n```", 0.0),
    ],
)
def test_how_much_is_read_as_it_is_written(text: str, share: float | None) -> None:
    assert speakability(text) == (pytest.approx(share) if share is not None else None)


@given(st.text())
def test_the_share_lies_between_none_and_all(text: str) -> None:
    share = speakability(text)
    assert share is None or 0 <= share <= 1


@pytest.mark.parametrize("text", ["Which one?", 'Did he say "why?" ', "何時ですか？", "متى؟"])  # noqa: RUF001
def test_questions_are_told_from_answers(text: str) -> None:
    assert asks(text)
    assert not asks(text + " That is all.")
