"""Which adapter the settings and the persona choose, and where it lies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.adapters.binding import bound
from desktop.adapters.shelf import adapter_path, chosen_adapter, shelved
from desktop.errors import UsageError
from desktop.paths import Paths
from desktop.personas import as_chosen, with_personas
from desktop.settings import NO_ADAPTER, Settings
from desktop.settings.personas import Persona
from tests.adapters.making import PIRATE

JACK = Persona(name="Jack", prompt="You are Jack.")


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    paths = Paths(sotto_home)
    paths.adapters.mkdir(parents=True)
    return paths


def test_a_name_is_looked_for_among_the_users_own_first(paths: Paths) -> None:
    assert adapter_path("pirate", paths) == PIRATE
    shutil.copy(PIRATE, paths.adapters)
    assert adapter_path("pirate", paths) == paths.adapters / "pirate.gguf" == adapter_path("pirate.gguf", paths)
    assert adapter_path("elsewhere", paths) == paths.adapters / "elsewhere.gguf"
    assert adapter_path(str(PIRATE), paths) == PIRATE


def test_none_is_none(paths: Paths) -> None:
    assert adapter_path("", paths) is None
    assert adapter_path(NO_ADAPTER, paths) is None


def test_a_persona_has_the_one_of_the_settings_or_its_own_or_none(paths: Paths) -> None:
    settings = with_personas(bound(Settings(), "pirate", 0.5, ""), [JACK], "Jack")
    assert chosen_adapter(as_chosen(settings), paths) == (PIRATE, 0.5)
    without = bound(settings, NO_ADAPTER, 1.0, "Jack")
    assert chosen_adapter(as_chosen(without), paths) is None
    own = bound(settings, str(PIRATE), 2.0, "Jack")
    assert chosen_adapter(as_chosen(own), paths) == (PIRATE, 2.0)
    assert own.language_model == settings.language_model


def test_a_persona_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="no persona Jim") as refused:
        bound(with_personas(Settings(), [JACK], ""), "pirate", 1.0, "Jim")
    assert "Jack" in refused.value.advice


def test_those_on_the_shelf_say_whether_they_fit(paths: Paths) -> None:
    (paths.adapters / "bad.gguf").write_bytes(b"GGUF")
    found = {one.name: one for one in shelved(bound(Settings(), "bad", 1.0, ""), paths)}
    assert set(found) == {"bad", "pirate", "service-desk"}
    assert found["bad"].chosen
    assert "not a whole adapter" in found["bad"].problem
    assert found["pirate"].starter
    assert found["pirate"].problem == found["service-desk"].problem == ""
