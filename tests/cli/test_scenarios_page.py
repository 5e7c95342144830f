"""docs/scenarios.md names the commands, options, keys, events and stages that there are."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields

import typer.main

from desktop.cli.app import app
from desktop.scenarios.form import During, Expect, ExpectedTool, Room, Scenario, Turn
from desktop.terms import Timings
from tests.cli.test_operating_pages import first_cells, page


def test_the_commands_and_options_are_those_of_the_program() -> None:
    commands = typer.main.get_command(app).commands["scenarios"].commands  # type: ignore[attr-defined]
    cells, text = first_cells(page("scenarios")), page("scenarios")
    assert {cell.partition(" ")[0] for cell in cells if cell.partition(" ")[0] in commands} == set(commands)
    rows = re.findall(r"^\| ((?:`--[^`]+`(?:, )?)+) \| ([^|]+) \|", text, re.MULTILINE)
    told: dict[str, set[str]] = {name: set() for name in commands}
    for names, owners in rows:
        for owner in re.findall(r"`(\w+)`", owners):
            told[owner] |= set(re.findall(r"--[\w-]+", names))
    for name, command in commands.items():
        real = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
        assert told[name] == real - {"--help"}, name


def test_every_key_of_the_file_is_explained() -> None:
    cells = first_cells(page("scenarios"))
    keys = {
        field.alias or name for model in (Scenario, Turn, Room, Expect) for name, field in model.model_fields.items()
    }
    assert keys <= cells
    assert all(f"`{name}`" in page("scenarios") for name in (*During.model_fields, *ExpectedTool.model_fields))
    assert all(f"`{each.name}`" in page("scenarios") for each in fields(Timings))


def test_the_example_is_a_scenario() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", page("scenarios"), re.DOTALL)
    assert len(Scenario.model_validate(tomllib.loads(example)).turns) == 2
