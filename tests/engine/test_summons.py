"""Asking for another persona: which sentences do, and whose name was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.controls import control_word
from desktop.engine.phrases import plain, read_phrases
from desktop.engine.summons import summoned

NAMES = ("Sotto", "Cook", "Sophie", "Herr Müller")
LISTS = read_phrases("control_words")


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Let me talk to Sophie.", "en", "Sophie"),
        ("let me talk to sophie", "", "Sophie"),
        ("Oh, sorry, can I speak to Sofie please?", "en", "Sophie"),
        ("Switch to Sotto.", "en", "Sotto"),
        ("Back to Sotto, please.", "en", "Sotto"),
        ("Put Cook on.", "en", "Cook"),
        ("I'd like to speak with Herr Muller", "en", "Herr Müller"),
        ("Lass mich bitte mit Sophie sprechen!", "de", ""),
        ("Bitte lass mich mit Sophie sprechen!", "de", "Sophie"),
        ("Ich möchte mit Herr Müller reden.", "de", "Herr Müller"),
        ("Déjame hablar con Sofía.", "es", "Sophie"),
        ("Laisse-moi parler à Sophie", "fr", "Sophie"),
        ("Let me talk to my mother.", "en", ""),
        ("Talk to me about Sophie.", "en", ""),
        ("Let me talk to", "en", ""),
        ("Let me talk to name", "en", ""),
        ("Give me a cookie", "en", ""),
        ("Sophie", "en", ""),
        ("Tell me what Sophie said, then let me talk to Sophie", "en", ""),
        ("Déjame hablar con Sofía.", "en", ""),
        ("", "en", ""),
    ],
)
def test_who_is_asked_for(text: str, language: str, name: str) -> None:
    assert summoned(text, language, NAMES) == name


def test_where_there_is_nobody_else_nobody_is_asked_for() -> None:
    assert summoned("Switch to Sotto", "en", ("Sotto",)) == ""
    assert summoned("Switch to Sotto", "en", ()) == ""


def test_of_two_that_sound_alike_none_is_guessed() -> None:
    assert summoned("Let me talk to Anna Be", "en", ("Anna B", "Anna E")) == ""
    assert summoned("Let me talk to Anna B", "en", ("Anna B", "Anna E")) == "Anna B"


@given(st.data())
def test_every_listed_phrase_finds_every_name(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(sorted(LISTS)))
    phrase = data.draw(st.sampled_from(sorted(LISTS[language]["talk_to"])))
    name = data.draw(st.sampled_from(NAMES))
    said = f" {phrase} ".replace(" name ", f" {name} ")
    before = data.draw(st.sampled_from(["", *sorted(LISTS[language]["courtesy"])]))
    assert summoned(f"{before} {said}.", language, NAMES) == name
    assert control_word(said, language) is None


@given(
    st.text(max_size=60),
    st.sampled_from(["en", "de", "es", "fr", "", "xx"]),
    st.lists(st.text(max_size=10), max_size=4),
)
def test_any_text_and_any_names(text: str, language: str, names: list[str]) -> None:
    found = summoned(text, language, names)
    assert not found or (found in names and plain(found))
