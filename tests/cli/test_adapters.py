"""`sotto adapters`, and its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import typer.main

from desktop.cli.app import app
from desktop.paths import Paths
from desktop.personas import with_personas
from desktop.settings import Settings, load_settings, save_settings
from desktop.settings.personas import Persona
from tests.adapters.making import PIRATE, pair, write_adapter
from tests.cli.conftest import Result

PAGE = (Path(__file__).parents[2] / "docs" / "adapters.md").read_text("utf-8")


def test_those_that_are_here_are_listed(sotto: Callable[..., Result], sotto_home: Path) -> None:
    listed = sotto("adapters", "list", "--json").json
    assert listed["model"] == "starter.gguf"
    assert [one["name"] for one in listed["adapters"]] == ["pirate", "service-desk"]
    assert "Pirate, rank 8, llama, came with Sotto" in sotto("adapters", "list").out


def test_one_is_loaded_and_unloaded(sotto: Callable[..., Result], sotto_home: Path) -> None:
    paths = Paths(sotto_home)
    assert "loaded: pirate, strength 0.5, rank 8" in sotto("adapters", "load", "pirate", "--scale", "0.5").out
    chosen = load_settings(paths.settings).language_model
    assert (chosen.adapter, chosen.adapter_scale) == ("pirate", 0.5)
    status = sotto("adapters", "status", "--json").json
    assert (status["chosen"]["name"], status["scale"], status["running"]) == ("pirate", 0.5, None)
    assert "no Sotto is running" in sotto("adapters", "status").out
    assert sotto("adapters", "unload").code == 0
    assert load_settings(paths.settings).language_model.adapter == ""
    assert "no adapter" in sotto("adapters", "status").out


def test_a_file_is_named_by_its_whole_path(sotto: Callable[..., Result], sotto_home: Path, tmp_path: Path) -> None:
    own = write_adapter(tmp_path / "own.gguf", pair())
    assert sotto("adapters", "load", own).code == 0
    assert load_settings(Paths(sotto_home).settings).language_model.adapter == str(own)


def test_a_persona_has_its_own(sotto: Callable[..., Result], sotto_home: Path) -> None:
    paths = Paths(sotto_home)
    save_settings(with_personas(Settings(), [Persona(name="Jack", prompt="Be brief.")], ""), paths.settings)
    assert sotto("adapters", "load", "pirate", "--persona", "Jack").code == 0
    assert load_settings(paths.settings).personas.own[0].adapter == "pirate"
    assert "Jack: pirate" in sotto("adapters", "status").out
    assert sotto("adapters", "unload", "--persona", "Jack").code == 0
    assert load_settings(paths.settings).personas.own[0].adapter == "none"
    refused = sotto("adapters", "load", "pirate", "--persona", "Jim")
    assert (refused.code, "no persona Jim" in refused.err) == (2, True)


def test_what_cannot_act_is_refused_and_nothing_changes(
    sotto: Callable[..., Result], sotto_home: Path, tmp_path: Path
) -> None:
    wide = write_adapter(tmp_path / "wide.gguf", pair(width=64))
    refused = sotto("adapters", "load", wide)
    assert refused.code == 1
    assert "does not fit starter.gguf" in refused.err
    assert sotto("adapters", "load", "none").code == 2
    assert sotto("adapters", "load", tmp_path / "gone.gguf").code == 1
    assert sotto("adapters", "load", PIRATE, "--scale", "9").code == 2
    assert not Paths(sotto_home).settings.exists()


def test_the_page_names_the_commands_and_options_that_there_are() -> None:
    group = typer.main.get_command(app).commands["adapters"]  # type: ignore[attr-defined]
    named = set(re.findall(r"`sotto adapters (\w+)", PAGE))
    assert named == set(group.commands)
    options = {option for command in group.commands.values() for one in command.params for option in one.opts}
    assert {one for one in options if one.startswith("--")} - {"--help"} <= set(re.findall(r"--\w+", PAGE))
    assert set(re.findall(r"^\| `(adapter\w*)` \|", PAGE, re.MULTILINE)) == {"adapter", "adapter_scale"}
