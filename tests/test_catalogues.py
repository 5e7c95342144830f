"""The catalogues of translations are whole, and are those of this source."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from desktop.paths import translations

WORDS = runpy.run_path(str(Path(__file__).parents[1] / "packaging" / "words.py"))
FILES = sorted(translations().glob("*/LC_MESSAGES/sotto.po"))
ENGLISH_GRAMMAR = {"article"}
"""Places that only English needs: its "a" or "an"."""

VARIABLES = re.compile(r"\b[A-Z]+_[A-Z_]+\b")


@pytest.fixture(scope="module")
def sentences() -> Catalog:
    found = WORDS["template"]()
    assert isinstance(found, Catalog)
    return found


@pytest.fixture(params=FILES, ids=lambda file: file.parts[-3])
def file(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def messages(file: Path) -> Iterator[tuple[str, str]]:
    """Each sentence beside its translation; forms of a plural beside the English plural."""
    for message in read_po(BytesIO(file.read_bytes())):
        if message.id:
            yield from pairs(message)


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    if isinstance(message.id, tuple):
        assert isinstance(message.string, tuple)
        yield from ((str(message.id[-1]), form) for form in message.string)
    else:
        yield str(message.id), str(message.string)


def places(sentence: str) -> dict[str, tuple[Any, ...]]:
    return {name: (spec, how) for _, name, spec, how in Formatter().parse(sentence) if name}


def test_there_are_german_and_spanish() -> None:
    assert [file.parts[-3] for file in FILES] == ["de", "es"]


def test_they_have_the_sentences_of_the_source(file: Path, sentences: Catalog) -> None:
    assert WORDS["updated"](file.read_bytes(), sentences) == file.read_bytes(), "run `make words` and translate"


def test_the_compiled_one_is_the_written_one(file: Path) -> None:
    assert file.with_suffix(".mo").read_bytes() == WORDS["compiled"](file.read_bytes()), "run `make words`"


def test_no_sentence_is_missing_or_uncertain(file: Path) -> None:
    catalogue = read_po(BytesIO(file.read_bytes()))
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []
    assert [sentence for sentence, translated in messages(file) if not translated] == []


def test_values_have_the_same_places(file: Path) -> None:
    for sentence, translated in messages(file):
        asked, given = places(sentence), places(translated)
        assert {name: asked.get(name) for name in given} == given, sentence
        assert set(asked) - set(given) <= ENGLISH_GRAMMAR, sentence


def test_what_is_typed_into_a_terminal_stays(file: Path) -> None:
    for sentence, translated in messages(file):
        assert sorted(re.findall(r"`[^`]*`", translated)) == sorted(re.findall(r"`[^`]*`", sentence))
        assert set(VARIABLES.findall(sentence)) <= set(VARIABLES.findall(translated))


def test_ends_are_alike(file: Path) -> None:
    """A full stop, an ellipsis or a colon says what kind of sentence it is."""
    for sentence, translated in messages(file):
        assert [sentence.endswith(end) for end in (".", "…", ":", " ")] == [
            translated.endswith(end) for end in (".", "…", ":", " ")
        ], translated
