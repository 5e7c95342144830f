"""The page about the record names the commands and settings that there are."""

from __future__ import annotations

import re
from pathlib import Path

import typer.main

from desktop.cli.app import app
from desktop.settings import RecordSettings

PAGE = (Path(__file__).parents[2] / "docs" / "record.md").read_text("utf-8")


def test_every_command_is_on_the_page_and_the_page_names_no_other() -> None:
    groups = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    there = {f"sotto {group} {name}" for group in ("sessions", "db") for name in groups[group].commands}
    named = set(re.findall(r"sotto (?:sessions|db) [a-z]+", PAGE))
    # stands beside its opposite, without the words in front
    assert named | {"sotto sessions restore"} == there


def test_the_settings_have_the_usual_values_that_the_page_gives() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|", PAGE, re.MULTILINE)
    assert len(rows) == 7
    usual = RecordSettings().model_dump()
    assert {name: str(usual[name]).lower() for name, _ in rows} == dict(rows)
