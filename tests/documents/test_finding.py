"""Passages: how they are cut, how two orders are joined, and how often the right one is found."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from desktop.benchmarks.documents import hits, labelled, questions
from desktop.documents.chunking import LONGEST, chunks_of
from desktop.documents.finding import Finder, fused
from desktop.documents.reading import Page
from desktop.engine.embedding import Embedder

PAGE = (Path(__file__).parents[2] / "docs" / "documents.md").read_text("utf-8")


def test_passages_end_at_headings_and_pages() -> None:
    text = "# Boiler\n\nIt is hot.\nIt stands here.\n\n## Pressure ##\nOne bar.\n\nThere\n-----\nTwo bar.\n- point"
    chunks = chunks_of([Page(text, 1), Page("On the next page a con-\ntinued word.", 2)])
    assert [(chunk.heading, chunk.text, chunk.page) for chunk in chunks] == [
        ("Boiler", "It is hot. It stands here.", 1),
        ("Boiler, Pressure", "One bar.", 1),
        ("Boiler, There", "Two bar. - point", 1),
        ("Boiler, There", "On the next page a continued word.", 2),
    ]


@given(st.text(alphabet="ab .!?\n#-", max_size=2000), st.integers(0, 3))
def test_no_word_is_lost_and_no_passage_is_too_long(text: str, repeat: int) -> None:
    chunks = chunks_of([Page(text * (repeat + 1))])
    assert all(0 < len(chunk.text) <= LONGEST for chunk in chunks)
    letters = "".join(re.findall("[ab]", text * (repeat + 1)))
    told = "".join(re.findall("[ab]", "".join(chunk.text for chunk in chunks)))
    headings = sum(len(re.findall("[ab]", line)) for line in (text * (repeat + 1)).split("\n"))
    assert len(told) <= len(letters) <= len(told) + headings
    if "#" not in text and "-" not in text:
        assert told == letters


def test_what_both_orders_have_comes_first() -> None:
    scores = fused(([1, 2, 3], 1.0), ([3, 1, 9], 1.0))
    assert sorted(scores, key=lambda one: -scores[one]) == [1, 3, 2, 9]
    alone = fused(([1, 2, 3], 1.0), ([3, 2, 1, 9], 0.01))
    assert sorted(alone, key=lambda one: -alone[one]) == [1, 2, 3, 9]


def test_the_right_passage_is_found_as_often_as_the_page_says(embedder: Embedder) -> None:
    asked = questions()

    class Equal:
        name, least, weight = embedder.name, embedder.least, 1.0
        embed, close = embedder.embed, embedder.close

    with labelled(embedder) as (index, finder):
        ways = (finder.by_words, finder.by_meaning, Finder(index, Equal()).ranked, finder.ranked)
        figures = [tuple(hits(index, asked, find, most) for most in (1, 3)) for find in ways]
        assert finder.find("the and of", 3) == []
        assert finder.find('" OR * NEAR(', 3) == finder.find("near", 3)
    told = [(int(first), int(three)) for first, three in re.findall(r"^\| [^|]+ \| (\d+) \| (\d+) \|$", PAGE, re.M)]
    assert (len(asked), told) == (40, figures)
