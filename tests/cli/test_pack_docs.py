"""What the pages about packs, desk, personas, facts, documents show happens: files are written, commands run."""

from __future__ import annotations

import fnmatch
import io
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Result

DOCS = Path(__file__).parent.parent.parent / "docs"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(console: str) -> Iterator[tuple[str, str]]:
    """Each command and what it prints."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


@pytest.mark.parametrize(
    ("page", "least"),
    [
        ("packs.md", 5),
        ("service-desk.md", 8),
        ("personas.md", 7),
        ("consent.md", 3),
        ("facts.md", 10),
        ("documents.md", 6),
    ],
)
def test_a_page_shows_what_happens(
    sotto: Callable[..., Result], sotto_home: Path, monkeypatch: pytest.MonkeyPatch, page: str, least: int
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))  # nobody types
    ran = 0
    for language, file, text in BLOCK.findall((DOCS / page).read_text("utf-8")):
        if file:
            (sotto_home / file).parent.mkdir(parents=True, exist_ok=True)
            (sotto_home / file).write_text(text)
        elif language == "console":
            for command, output in commands(text):
                program, *arguments = shlex.split(command.replace("$SOTTO_HOME", str(sotto_home)))
                assert program == "sotto"
                result = sotto(*arguments)
                pattern = output.replace("[", "[[]").replace("…", "*")
                assert fnmatch.fnmatchcase(result.out + result.err, pattern), (command, result, output)
                ran += 1
    assert ran >= least
