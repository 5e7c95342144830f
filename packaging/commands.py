"""Write `docs/commands.md`, the reference of all commands, out of the program: `python packaging/commands.py`."""

from __future__ import annotations

import enum
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import typer.main

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "commands.md"
_HEAD = """# Commands

Every command with its arguments and options, as `sotto COMMAND --help` shows them. This page is written by
`python packaging/commands.py`, and a test compares it with the program; other pages tell what the commands are for.

Exit codes: 0 success, 1 failure (one line on stderr says what to do), 2 wrong use. Where a command has others, its
text says so.
"""


def commands() -> Iterator[tuple[str, Any]]:
    """Yield each command and group of the program with its name, in the order of its help."""
    from desktop.cli.app import app

    return _below("sotto", typer.main.get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield name, command
    for word, each in getattr(command, "commands", {}).items():
        if not each.hidden:
            yield from _below(f"{name} {word}", each)


def page() -> str:
    """Return the whole page."""
    return "\n".join([_HEAD, *(_section(name, command) for name, command in commands())])


def _section(name: str, command: Any) -> str:
    arguments = [parameter for parameter in command.params if not is_option(parameter)]
    parts = [f"## `{' '.join([name, *(_shown(one) for one in arguments)])}`", _text(command.help)]
    rows = [_row(parameter) for parameter in command.params]
    if rows:
        parts.append("\n".join(["| argument or option | meaning |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def is_option(parameter: Any) -> bool:
    """Whether it is an option, and not an argument."""
    return str(parameter.opts[0]).startswith("-")


def _shown(argument: Any) -> str:
    word = argument.name.strip("_").upper() + ("…" if argument.nargs == -1 else "")
    return word if argument.required else f"[{word}]"


def _row(parameter: Any) -> str:
    if is_option(parameter):
        flag = getattr(parameter, "is_flag", False)
        word = "" if flag else f" {_values(parameter) or parameter.name.strip('_').upper()}"
        what = ", ".join(f"`{name}{word}`" for name in parameter.opts)
    else:
        what = f"`{_shown(parameter)}`"
    choice = "" if is_option(parameter) else _values(parameter)
    usual = getattr(parameter.default, "value", parameter.default)
    told = f" Usually {usual}." if usual not in (None, "", False) and not isinstance(usual, bool) else ""
    one_of = f" One of {choice}." if choice else ""
    return f"| {_cell(what)} | {_cell((parameter.help or '') + one_of + told)} |"


def _values(parameter: Any) -> str:
    """The words that it can be, where they are few."""
    kind = getattr(parameter.type_descriptor, "annotation", None)
    kind = next(
        (one for one in (kind, *get_args(kind)) if isinstance(one, type) and issubclass(one, enum.Enum)), None
    )
    return "|".join(str(one.value) for one in kind) if kind is not None else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _text(text: str | None) -> str:
    paragraphs = (text or "").strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(page(), "utf-8")
    print(PAGE)
