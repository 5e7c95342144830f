"""`sotto sessions` over a real database in a home of its own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from tests.cli.conftest import Result
from tests.storage.archives import ALONE, BRANCH, PARENT, fill

Sotto = Callable[..., Result]


@pytest.fixture
def home(sotto_home: Path) -> Path:
    """A home with the three sessions of `fill`."""
    with Database.open(sotto_home / "sotto.db") as database:
        fill(database)
    return sotto_home


def ids(result: Result) -> list[str]:
    return [session["id"] for session in result.json]


def test_deleting_and_restoring(sotto: Sotto, home: Path) -> None:
    assert ids(sotto("sessions", "list", "--json")) == [BRANCH, PARENT, ALONE]
    assert "restore aaaaaaaa" in sotto("sessions", "delete", "aaa").out
    assert ids(sotto("sessions", "list", "--json")) == [BRANCH, ALONE]
    assert ids(sotto("sessions", "list", "--deleted", "--json")) == [PARENT]
    assert sotto("sessions", "restore", "aaa").code == 0
    assert ids(sotto("sessions", "list", "--json")) == [BRANCH, PARENT, ALONE]
    assert sotto("sessions", "list", "--deleted").out == "the bin is empty\n"


def test_renaming_and_pinning(sotto: Sotto, home: Path) -> None:
    assert sotto("sessions", "rename", "ccc", "Sums, mostly").code == 0
    assert sotto("sessions", "pin", "ccc").code == 0
    shown = sotto("sessions", "show", "ccc", "--json").json
    assert (shown["title"], shown["pinned"]) == ("Sums, mostly", True)
    assert "* Sums, mostly" in sotto("sessions", "list").out
    assert sotto("sessions", "pin", "ccc", "--off").code == 0
    assert not sotto("sessions", "show", "ccc", "--json").json["pinned"]
    assert sotto("sessions", "rename", "ccc", " ").code == 2


def test_branching(sotto: Sotto, home: Path) -> None:
    new = sotto("sessions", "branch", "aaa", "2").out.strip()
    shown = sotto("sessions", "show", new, "--json").json
    assert (shown["parent"], shown["parent_turn"], len(shown["turns"])) == (PARENT, 2, 2)
    assert "(of aaaaaaaa) question 1" in sotto("sessions", "list").out
    wrong = sotto("sessions", "branch", "aaa", "7")
    assert (wrong.code, wrong.out) == (2, "")
    assert "no turn 7" in wrong.err


def test_searching(sotto: Sotto, home: Path) -> None:
    hits = sotto("sessions", "search", "quest", "2", "--json").json
    assert hits == []
    hits = sotto("sessions", "search", "question", "--json").json
    assert [(hit["session"], hit["turn"]) for hit in hits] == [
        (BRANCH, 0), (PARENT, 0), (BRANCH, 1), (PARENT, 3), (PARENT, 2), (PARENT, 1)
    ]  # fmt: skip
    assert hits[-1]["snippet"] == "**question** 1"
    shown = sotto("sessions", "search", "question", "3")
    assert "turn 3    **question** **3**" in shown.out
    assert sotto("sessions", "search", "zebra").out == "nothing found\n"


def test_exporting_to_the_terminal(sotto: Sotto, home: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(sotto("sessions", "export", "aaa", "ccc", "--format", "csv").out)))
    assert [row["session"] for row in rows] == [ALONE, PARENT, PARENT, PARENT]
    found = sotto("sessions", "export", "--search", "1+1", "--format", "json").json
    assert [entry["session"]["id"] for entry in found["sessions"]] == [ALONE]
    assert sotto("sessions", "export", "aaa", "--format", "vtt").out.startswith("WEBVTT\n")
    assert sotto("sessions", "export", "aaa", "--format", "srt").out.startswith("1\n00:00:00,000 --> ")
    assert sotto("sessions", "export", "aaa", "--format", "markdown").out.startswith("# question 1\n")


@pytest.mark.parametrize(
    "arguments",
    [(), ("--all", "aaa"), ("--all", "--search", "x"), ("--search", "zebra"), ("9",), ("--format", "xml")],
)
def test_exporting_what_is_not_clear(sotto: Sotto, home: Path, arguments: tuple[str, ...]) -> None:
    result = sotto("sessions", "export", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err


def test_a_file_out_and_in_again(sotto: Sotto, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.json"
    assert "3 sessions with 5 turns" in sotto("sessions", "export", "--all", "--out", out).err
    refused = sotto("sessions", "export", "--all", "--out", out)
    assert refused.code == 2
    assert "--force" in refused.err
    assert sotto("sessions", "export", "--all", "--out", out, "--force").code == 0
    assert sotto("sessions", "import", out).out == "0 sessions with 0 turns; 3 were there already\n"
    done = sotto("sessions", "import", out, "--existing", "copy", "--json").json
    assert (len(done["copies"]), done["turns"], done["skipped"]) == (3, 5, [])
    assert len(sotto("sessions", "list", "--json").json) == 6


def test_a_hostile_file_is_refused(sotto: Sotto, home: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"schema": "sotto.archive/9", "sessions": []}))
    result = sotto("sessions", "import", bad)
    assert (result.code, result.out) == (1, "")
    assert "sotto.archive/9" in result.err
    assert "nothing was changed" in result.err


def test_deleted_sessions_are_exported_by_name_only(sotto: Sotto, home: Path) -> None:
    with Database.open(home / "sotto.db") as database:
        Editing(database).delete(Conversations(database).session("aaa").id)
    assert PARENT not in sotto("sessions", "export", "--all", "--format", "csv").out
    assert PARENT in sotto("sessions", "export", "aaa", "--format", "csv").out
