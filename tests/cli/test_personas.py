"""`sotto personas`: the same list as the window's, and a choice that the running Sotto hears of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.paths import Paths
from desktop.personas import with_personas
from desktop.running import Command
from desktop.settings import Settings, load_settings, save_settings
from desktop.settings.personas import Persona
from tests.cli.conftest import Result

Sotto = Callable[..., Result]
COOK = Persona(name="Cook", prompt="You are a cook.", temperature=0.5, every_tool=False, tools=("set_timer",))


@pytest.fixture
def cook(sotto_home: Path) -> Path:
    path = Paths(sotto_home).settings
    save_settings(with_personas(Settings(), [COOK], "Cook"), path)
    return path


@pytest.mark.usefixtures("cook")
def test_what_is_listed_is_what_there_is_to_know(sotto: Sotto) -> None:
    base, own = sotto("personas", "list", "--json").json
    assert (base["name"], base["origin"], base["answers"], base["tools"]) == ("Sotto", "settings", False, None)
    assert base["prompts"] == [Settings().language_model.system_prompt]
    assert (own["name"], own["origin"], own["answers"], own["tools"]) == ("Cook", "own", True, ["set_timer"])
    assert (own["temperature"], base["temperature"], own["prompts"]) == (0.5, 0.0, ["You are a cook."])
    assert sotto("personas", "show", "COOK", "--json").json == own


def test_a_choice_is_written_and_told(
    sotto: Sotto, sotto_home: Path, cook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[Path, str]] = []

    def tell(home: Path, command: Command) -> str:
        told.append((home, command))
        return "done"

    monkeypatch.setattr("desktop.running.tell", tell)
    assert sotto("personas", "use", "Sotto").out == "Sotto answers; the Sotto that runs does it now\n"
    assert load_settings(cook).personas.chosen == ""
    assert load_settings(cook).personas.own == (COOK,)
    assert told == [(sotto_home, Command.REREAD)]
    monkeypatch.setattr("desktop.running.tell", lambda _home, _command: "it is still loading")
    assert sotto("personas", "use", "cook").out == "Cook answers; it acts when Sotto starts next\n"
    assert load_settings(cook).personas.chosen == "Cook"


def test_a_pack_brings_one_when_it_is_switched_on(sotto: Sotto, cook: Path) -> None:
    assert sotto("personas", "show", "Sophie").code == 2
    sotto("packs", "enable", "service_desk")
    assert load_settings(cook).personas.own == (COOK,)
    sophie = sotto("personas", "show", "Sophie", "--json").json
    assert (sophie["pack"], sophie["origin"], len(sophie["prompts"])) == ("service_desk", "pack", 3)
    assert (len(set(sophie["prompt_names"])), sophie["adapter"]) == (3, "service-desk")
    shown = sotto("personas", "show", "Sophie").out.splitlines()
    assert "adapter      service-desk" in shown
    assert [line[1:-1] for line in shown if line.startswith("[")] == sophie["prompt_names"]
    assert sotto("personas", "use", "sophie").code == 0
    assert [one["name"] for one in sotto("personas", "list", "--json").json if one["answers"]] == ["Sophie"]


def test_a_chosen_one_that_is_not_there_is_told(sotto: Sotto, cook: Path) -> None:
    save_settings(with_personas(Settings(), [COOK], "Sophie"), cook)
    asked = sotto("chat", "Hello.")
    assert (asked.code, asked.out != "") == (0, True)
    assert "the chosen persona Sophie is not there" in asked.err
    assert "; switch its pack on" in asked.err
    assert "persona Sophie is not there" in sotto("log", "--type", "error").out


def test_one_of_the_users_own_stands_for_that_of_a_pack(sotto: Sotto, sotto_home: Path) -> None:
    mine = COOK.model_copy(update={"name": "Sophie"})
    save_settings(with_personas(Settings(), [mine], ""), Paths(sotto_home).settings)
    sotto("packs", "enable", "service_desk")
    assert [one["origin"] for one in sotto("personas", "list", "--json").json] == ["settings", "own"]


@pytest.mark.parametrize("command", ["show", "use"])
def test_a_name_that_there_is_not(sotto: Sotto, cook: Path, command: str) -> None:
    before = cook.read_text("utf-8")
    result = sotto("personas", command, "Nobody")
    assert (result.code, result.out) == (2, "")
    assert result.err == "sotto: there is no persona Nobody; choose one of Sotto, Cook\n"
    assert cook.read_text("utf-8") == before


@pytest.mark.parametrize("arguments", [("list",), ("show", "Sotto"), ("use", "Sotto")])
def test_settings_that_cannot_be_read(sotto: Sotto, sotto_home: Path, arguments: tuple[str, ...]) -> None:
    sotto_home.mkdir(exist_ok=True)
    Paths(sotto_home).settings.write_text("[[personas.own]]\nname = 'x'\nprompt = 'y'\ntemperature = 9\n")
    result = sotto("personas", *arguments)
    assert result.code == 1
    assert "temperature" in result.err


def test_the_page_has_a_row_for_each_field() -> None:
    page = (Path(__file__).parents[2] / "docs" / "personas.md").read_text("utf-8")
    assert all(f"`{name}`" in page for name in Persona.model_fields)
