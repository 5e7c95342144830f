from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.look.breaking import breakable, whole

ADDRESS = "https://huggingface.co/Qwen/Qwen2.5-0.5B-Instruct-GGUF/resolve/9217f5db79a29953eb74d5343926648285ec7e67/"


@given(st.text().filter(lambda text: "\u200b" not in text))
def test_nothing_is_lost_and_no_word_stays_long(text: str) -> None:
    assert whole(breakable(text)) == text
    for word in re.split(r"[\s\u200b]+", breakable(text)):
        assert len(re.sub(r"[/._?&=%-]", "", word)) <= 18


@pytest.mark.parametrize("text", ["", "Downloading 40%", "Whisper large v3 turbo"])
def test_short_words_stay(text: str) -> None:
    assert breakable(text) == text


def test_an_address_breaks_where_one_reads_on() -> None:
    assert breakable(ADDRESS).split("\u200b")[:4] == ["https://", "huggingface.", "co/", "Qwen/"]
