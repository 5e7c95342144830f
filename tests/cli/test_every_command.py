"""What holds for each command of the program, whoever adds it: help, JSON, exit codes, its place in the reference."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Result

ROOT = Path(__file__).parents[2]
REFERENCE = runpy.run_path(str(ROOT / "packaging" / "commands.py"))
COMMANDS: dict[str, Any] = dict(REFERENCE["commands"]())
LEAVES = [name for name, command in COMMANDS.items() if not hasattr(command, "commands")]
DOERS = {
    # they open a window, play, or talk with somebody
    "run", "ptt", "listen", "say",
    # they change one thing, or write one file, and there is nothing to read
    "export", "delete", "restore", "rename", "pin", "branch", "remove", "set", "clear", "load", "unload", "add",
    "record", "web", "unset",
    # it talks with a program, in that program's own form
    "serve",
}  # fmt: skip
"""Last words of the commands that need no `--json`: all others read something, or tell how it went."""


def options(command: Any) -> set[str]:
    return {name for one in command.params if REFERENCE["is_option"](one) for name in one.opts}


def test_the_reference_is_that_of_the_program() -> None:
    told = REFERENCE["PAGE"].read_text("utf-8")
    assert told == REFERENCE["page"](), "docs/commands.md is another program's: run python packaging/commands.py"


def test_no_command_is_left_out() -> None:
    text = REFERENCE["PAGE"].read_text("utf-8")
    for name, command in COMMANDS.items():
        _, found, section = text.partition(f"## `{name}")
        assert found, name
        section = section.partition("\n## ")[0]
        assert all(f"`{option}" in section for option in options(command)), name


@pytest.mark.parametrize("name", COMMANDS)
def test_each_says_what_it_is_for(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert command.help.strip()[0].isupper()
    assert command.help.strip().endswith((".", "…")), command.help
    assert [one.name for one in command.params if not (one.help or "").strip()] == []


@pytest.mark.parametrize("name", LEAVES)
def test_what_reads_can_be_read_by_programs(name: str) -> None:
    assert "--json" in options(COMMANDS[name]) or name.split()[-1] in DOERS


@pytest.mark.parametrize("name", COMMANDS)
def test_each_shows_its_help_and_refuses_what_it_does_not_know(name: str, sotto: Callable[..., Result]) -> None:
    words = name.split()[1:]
    shown = sotto(*words, "--help")
    assert (shown.code, shown.err) == (0, "")
    assert all(option in shown.out for option in options(COMMANDS[name]))
    refused = sotto(*words, "--no-such-option")
    assert refused.code == 2
    assert refused.out == ""


def test_every_command_is_in_another_page_as_well() -> None:
    """The reference alone explains nothing."""
    pages = [ROOT / "README.md", *(page for page in (ROOT / "docs").glob("*.md") if page != REFERENCE["PAGE"])]
    text = " ".join(page.read_text("utf-8") for page in pages)
    missing = [
        name for name in LEAVES if f"{name}`" not in text and f"{name} " not in text and not _listed(name, text)
    ]
    assert missing == []


def _listed(name: str, text: str) -> bool:
    """Whether it is one of several in a row, as `sotto tools list|run`."""
    group, _, last = name.rpartition(" ")
    rows = [part.partition("`")[0].partition(" …")[0] for part in text.split(f"`{group} ")[1:]]
    return any(last in row.replace("\\", "").split("|") for row in rows)
