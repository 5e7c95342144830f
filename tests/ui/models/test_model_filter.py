"""Which cards the filters of the models page leave, over the catalogue that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.models.catalogue import read_catalogue
from desktop.models.shelf import Installed
from desktop.paths import catalogue_file
from desktop.ui.models.model_card import ModelCard, cards
from desktop.ui.models.model_filter import ModelFilter
from tests.models.known_speed import running_at

MIND = Path("starter.gguf")
STARTER = Installed("starter-llm", "llm", "Starter", MIND, 3_300_000, "GPL", ("en",), "starter", in_use=True)
PACKS = {"small", "medium", "large", "german", "spanish"}


def listed(**facts: object) -> list[ModelCard]:
    return cards([STARTER], read_catalogue(catalogue_file()), {}, {}, running_at(10e9), **facts)  # type: ignore[arg-type]


def left(**wanted: object) -> set[str]:
    asked = ModelFilter(**wanted)  # type: ignore[arg-type]
    return {card.id for card in listed() if asked.fits(card)}


def card(model_id: str, cards: list[ModelCard]) -> ModelCard:
    return next(one for one in cards if one.id == model_id)


@pytest.mark.parametrize(
    ("language", "packs"),
    [("de", {"german"}), ("es", {"spanish"}), ("en", {"small", "medium", "large"}), ("fr", set())],
)
def test_a_language_leaves_the_packs_that_speak_it(language: str, packs: set[str]) -> None:
    assert left(language=language) & PACKS == packs


def test_a_language_leaves_what_knows_any() -> None:
    german = left(language="de")
    assert {"whisper-small", "qwen2.5-1.5b", "thorsten", "smart-turn"} < german
    assert not {"whisper-base-en", "smollm2-1.7b", "joe"} & german


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("thorsten", {"thorsten", "german"}),
        ("WHISPER turbo", {"whisper-turbo", "large"}),
        ("turbo whisper", {"whisper-turbo", "large"}),
        ("français", {"siwis", "smart-turn"}),
        ("bsd-2", {*PACKS, "smart-turn"}),
        ("qwen3-4b", {"qwen3-4b"}),
        ("old laptop", {"small"}),
        ("  ", {one.id for one in listed()}),
        ("nothing has this", set()),
    ],
)
def test_words_are_looked_for_in_all_that_a_row_tells(words: str, found: set[str]) -> None:
    assert left(words=words) == found


def test_the_filters_act_together() -> None:
    assert left(kind="tts", language="de", words="assistant") == {"thorsten"}
    assert left(only_here=True) == {"starter-llm"}
    assert left(only_here=True, words="voice") == set()


def test_facts_name_languages_licences_and_the_speed_here() -> None:
    shown = listed()
    assert card("thorsten", shown).facts == "63 MB · CC0-1.0 · Deutsch · about 9 times as fast as speech here"
    assert card("qwen2.5-0.5b", shown).facts == "491 MB · Apache-2.0 · about 15 words a second here"
    assert card("smart-turn", shown).facts == "9.0 MB · BSD-2-Clause · 23 languages"
    german = card("german", shown)
    assert german.facts.startswith(
        "1.7 GB · for 8 GB of memory · Deutsch · answers at about 7 words a second\nWhisper small + "
    )
    assert german.facts.endswith(" · MIT, Apache-2.0, CC0-1.0, BSD-2-Clause")


def test_what_was_measured_wins_over_the_estimate() -> None:
    assert "words a second" in card("starter-llm", listed()).facts
    measured = listed(measured=frozenset([MIND]))
    assert card("starter-llm", measured).facts == "3.3 MB · GPL · English"


def test_without_a_known_machine_nothing_is_guessed() -> None:
    shown = cards([STARTER], read_catalogue(catalogue_file()), {}, {})
    assert not [one.id for one in shown if "speech here" in one.facts or "a second" in one.facts]
