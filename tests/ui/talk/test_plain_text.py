from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.talk.plain_text import visible


def test_ordinary_text_is_untouched() -> None:
    text = "Größe 3 €, 日本語, 👋🏽\nnext line"
    assert visible(text) == text


def test_line_breaks_of_every_kind_become_one() -> None:
    assert visible("a\r\nb\x0bc\x85d\u2028e\u2029f") == "a\nb\nc\nd\ne\nf"


@given(st.text(alphabet=st.characters(), max_size=200))
def test_nothing_invisible_is_left(text: str) -> None:
    assert {char for char in visible(text) if unicodedata.category(char) == "Cc"} <= {"\n"}
