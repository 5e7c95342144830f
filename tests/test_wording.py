"""Sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.wording import marked, ntr, speak, tr


@pytest.fixture(autouse=True)
def english_again(tmp_path: Path) -> Iterator[None]:
    yield
    speak("en", tmp_path)


def test_without_a_catalogue_sentences_are_as_written(tmp_path: Path) -> None:
    speak("tlh", tmp_path)
    assert tr("Open {name}").format(name="x") == "Open x"
    assert tr("") == ""  # gettext answers an empty sentence with the catalogue's header
    assert [ntr("{n} turn", "{n} turns", n).format(n=n) for n in (0, 1, 2)] == ["0 turns", "1 turn", "2 turns"]
    assert marked("Later") == "Later"
