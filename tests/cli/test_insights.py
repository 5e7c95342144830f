"""`sotto insights`: periods, settings and machines, and no word that was said in any of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.paths import Paths
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.ran_under import details_under
from desktop.terms import Timings
from tests.cli.conftest import Result
from tests.storage.samples import turn

Sotto = Callable[..., Result]
CANARY = "xylophone"
FAST, SLOW = Timings(stt=80.0, turn=200.0), Timings(stt=160.0, turn=500.0)
SMALL = ("b" * 12, {"language_model.context": 512, "language_model.model": "small|model.gguf"})


@pytest.fixture
def home(sotto_home: Path) -> Path:
    """Six turns now and, with other settings, six of ten days ago, and one of which those were not kept."""
    now, past = datetime.now(UTC), datetime.now(UTC) - timedelta(days=10)
    said = {
        "transcript": CANARY,
        "generated": CANARY,
        "heard": CANARY,
        "message_type": "answer",
        "tools": (),
        "runs": (),
    }
    usual, small = details_under("a" * 12, {}), details_under(*SMALL)
    with Database.open(Paths(sotto_home).database) as database:
        turns = [turn(n, started_at=now, timings=FAST, details=small, **said) for n in range(1, 7)]
        turns += [turn(n, "e" * 32, started_at=past, timings=SLOW, details=usual, **said) for n in range(1, 7)]
        Conversations(database).add_turns([*turns, turn(7, "e" * 32, started_at=past, timings=SLOW, **said)])
    return sotto_home


def test_two_periods_of_ones_own_choice(sotto: Sotto, home: Path) -> None:
    found = sotto("insights", "--since", "2d", "--against", "11d..9d", "--json").json
    changes = {change["name"]: (change["before"], change["after"]) for change in found["changes"]}
    assert changes["turn p50"] == (500, 200)
    assert found["against"]["turns"] == 7
    assert "x 0.40" in sotto("insights", "--since", "2d", "--against", "11d..9d").out
    assert sotto("insights", "--since", "11d", "--until", "9d", "--json").json["turns"] == 7


def test_questions_that_come_again(sotto: Sotto, home: Path) -> None:
    (one,) = [one for one in sotto("insights", "--json").json["insights"] if one["name"] == "cache potential"]
    assert "12 of 13 questions" in one["evidence"]


def test_settings_are_told_apart(sotto: Sotto, home: Path) -> None:
    found = {one["key"]: one for one in sotto("insights", "--by", "settings", "--json").json["settings"]}
    assert {key: one["figures"]["turns"] for key, one in found.items()} == {"a" * 12: 6, "": 1, "b" * 12: 6}
    assert found["b" * 12]["values"] == SMALL[1]
    assert found["b" * 12]["figures"]["p50"]["turn"] == 200
    out = sotto("insights", "--by", "settings").out
    assert re.search(r"language_model.context +usual +\? +512", out)
    assert "not kept" in out


def test_of_very_many_settings_the_newest_are_shown(sotto: Sotto, sotto_home: Path) -> None:
    now = datetime.now(UTC)
    with Database.open(Paths(sotto_home).database) as database:
        turns = [
            turn(
                n,
                started_at=now - timedelta(hours=20 - n),
                details=details_under(f"{n:012}", {"voice.length_scale": n / 10}),
            )
            for n in range(1, 13)
        ]
        Conversations(database).add_turns(turns)
    out = sotto("insights", "--by", "settings").out
    assert "The newest 8 of 12" in out
    assert f"{12:012}" in out
    assert f"{4:012}" not in out
    assert len(sotto("insights", "--by", "settings", "--json").json["settings"]) == 12


@pytest.mark.parametrize("name", ["report.md", "report.html"])
def test_a_report_is_written_once(sotto: Sotto, home: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    written = sotto("insights", "--report", path, "--compare")
    assert (written.code, written.out) == (0, "")
    text = path.read_text("utf-8")
    for part in ("What to change", "Day by day", "By settings", "language_model.context", "200 ms"):
        assert part in text
    assert CANARY not in text
    assert "http" not in text
    assert sotto("insights", "--report", path).code == 2
    assert sotto("insights", "--report", path, "--force").code == 0


def test_a_report_of_nothing_is_still_one(sotto: Sotto, sotto_home: Path, tmp_path: Path) -> None:
    assert sotto("insights", "--report", tmp_path / "empty.html").code == 0
    assert "<svg" not in (tmp_path / "empty.html").read_text()


def test_several_machines(sotto: Sotto, home: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    assert sotto("insights", "export", one, "--since", "2d").code == 0
    assert sotto("insights", "export", other, "--since", "11d", "--until", "9d").code == 0
    text = one.read_text()
    assert CANARY not in text
    assert str(Path.home()) not in text
    found = sotto("insights", "compare", one, other, "--json").json
    figures = {figure["name"]: figure["values"] for figure in found["figures"]}
    assert figures["turn p50"] == {"one": 200, "other": 500}
    assert set(found["machines"]) == {"one", "other"}
    assert re.search(r"turn p50 +200 ms +500 ms", sotto("insights", "compare", one, other).out)
    assert sotto("insights", "compare", one, other, "--report", tmp_path / "both.md").code == 0
    assert "| turn p50 | 200 ms | 500 ms |" in (tmp_path / "both.md").read_text()


@pytest.mark.parametrize(
    "content", ["", "{}", "half a", '{"format": "sotto.insights/2"}', "[1, 2]", '"\\ud800"', "{" * 10_000]
)
def test_what_holds_no_insights_is_refused(sotto: Sotto, home: Path, tmp_path: Path, content: str) -> None:
    one, bad = tmp_path / "one.json", tmp_path / "bad.json"
    sotto("insights", "export", one)
    bad.write_text(content)
    result = sotto("insights", "compare", one, bad)
    assert (result.code, result.out) == (2, "")
    assert "bad.json holds no insights" in result.err


def test_numbers_that_cannot_be_are_refused(sotto: Sotto, home: Path, tmp_path: Path) -> None:
    one, bad = tmp_path / "one.json", tmp_path / "bad.json"
    sotto("insights", "export", one)
    whole = json.loads(one.read_text())
    whole["figures"]["failed"] = 7
    bad.write_text(json.dumps(whole))
    assert "figures.failed" in sotto("insights", "compare", one, bad).err
    bad.write_bytes(b" " * 5_000_000)
    assert "too large" in sotto("insights", "compare", one, bad).err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--compare", "--against", "9d..8d"], "two other periods"),
        (["--against", "9d"], "is no period"),
        (["--since", "2d", "--until", "3d"], "ends after it begins"),
        (["--report", "report.pdf"], "cannot be written as report.pdf"),
        (["--report", "no/such/folder.md"], "cannot be written"),
        (["compare", "missing.json", "other.json"], "cannot be read"),
        (["compare", "missing.json"], "nothing to compare"),
        (["export", "no/such/folder.json"], "cannot be written"),
        (["--by", "moon"], "settings"),
    ],
)
def test_wrong_use_is_told(
    sotto: Sotto, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = sotto("insights", *arguments)
    assert result.code == 2
    assert told in result.err
