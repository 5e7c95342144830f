from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.phrases import plain, read_phrases


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't STOP, now!", "dont stop now"),
        ("Amara.org", "amara org"),
        ("  ", ""),
        ("…?!", ""),
        ("Straße", "strasse"),
        ("ご視聴ありがとうございました。", "ご視聴ありがとうございました"),
        ("\x00stop\ud800", "stop"),
        ("ＳＴＯＰ", "stop"),  # noqa: RUF001 - full-width letters are meant
    ],
)
def test_only_the_words_are_kept(text: str, words: str) -> None:
    assert plain(text) == words


@given(st.text())
def test_plain_text_is_plain(text: str) -> None:
    words = plain(text)
    assert plain(words) == words
    assert words == " ".join(words.split())


@pytest.mark.parametrize("name", ["inventions", "control_words"])
def test_no_shipped_phrase_is_empty(name: str) -> None:
    lists = read_phrases(name)
    assert len(lists["en"]) > 1
    assert [(language, use) for language in lists for use, found in lists[language].items() if "" in found] == []


def test_a_list_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        read_phrases("nothing")
