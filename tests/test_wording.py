"""Sentences in the reader's language."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from desktop.errors import DeviceError, words_of
from desktop.wording import Sentence, choose, languages, marked, ntr, speak, tr


@pytest.fixture(autouse=True)
def english_again(tmp_path: Path) -> Iterator[None]:
    yield
    speak("en", tmp_path)


@pytest.fixture
def german(tmp_path: Path) -> Path:
    catalogue = Catalog(locale="de")
    catalogue.add("English", "Deutsch")
    catalogue.add("microphone", "Mikrofon")
    catalogue.add("the {what} {name!r} is not connected", "{what} {name!r} ist nicht angeschlossen")
    catalogue.add(("{n} turn", "{n} turns"), ("{n} Beitrag", "{n} Beiträge"))
    out = BytesIO()
    write_mo(out, catalogue)
    file = tmp_path / "de" / "LC_MESSAGES" / "sotto.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(out.getvalue())
    return tmp_path


def test_without_a_catalogue_sentences_are_as_written(tmp_path: Path) -> None:
    speak("tlh", tmp_path)
    assert tr("Open {name}").format(name="x") == "Open x"
    assert tr("") == ""  # gettext answers an empty sentence with the catalogue's header
    assert [ntr("{n} turn", "{n} turns", n).format(n=n) for n in (0, 1, 2)] == ["0 turns", "1 turn", "2 turns"]
    assert marked("Later") == "Later"


def test_a_sentence_that_was_raised_in_english_is_translated_where_it_is_shown(german: Path) -> None:
    message = marked("the {what} {name!r} is not connected", what=marked("microphone"), name="USB {x}")
    error = DeviceError(message, advice="connect it")
    assert str(error) == "the microphone 'USB {x}' is not connected"  # what the log and the command line read
    speak("de", german)
    assert tr(error.message) == tr(words_of(error)) == "Mikrofon 'USB {x}' ist nicht angeschlossen"
    assert tr(marked("it failed: {error}", error=error)) == "it failed: Mikrofon 'USB {x}' ist nicht angeschlossen"
    assert ntr("{n} turn", "{n} turns", 2).format(n=2) == "2 Beiträge"


def test_a_sentence_is_a_string_wherever_it_is_kept(german: Path) -> None:
    message = marked("the {what} {name!r} is not connected", what=marked("microphone"), name="x")
    speak("de", german)
    for kept in (copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
        assert isinstance(kept, Sentence)
        assert kept == message == "the microphone 'x' is not connected"
        assert tr(kept) == "Mikrofon 'x' ist nicht angeschlossen"
    assert marked("{as it is}") == "{as it is}"


def test_the_language_is_the_chosen_one_or_else_the_systems(german: Path) -> None:
    assert languages(german) == {"en": "English", "de": "Deutsch"}
    assert choose("de", ["es-ES", "en"], german) == "de"
    assert choose("", ["fr-CH", "de-AT", "en"], german) == "de"
    assert choose("", ["en-GB", "de"], german) == "en"
    assert choose("", ["fr"], german) == "en"
    assert choose("tlh", ["de_DE"], german) == "de"  # its catalogue is gone
