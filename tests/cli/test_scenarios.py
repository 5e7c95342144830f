"""`sotto scenarios`: the commands, and a file that `sotto sessions replay --script` wrote."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from importlib.util import find_spec
from pathlib import Path

import pytest
from junitparser import JUnitXml

from desktop.paths import Paths, assets
from desktop.scenarios.keeping import last_run
from desktop.scenarios.reading import read_script
from tests.cli.conftest import Result
from tests.replay.stored import BY_KEY, BY_SILENCE, TYPED, record

Sotto = Callable[..., Result]
ROOT = Path(__file__).parents[2]
FAILING = """
schema = "sotto.scenario/1"
title = "Typed"

[[turns]]
text = "What is the capital of France?"
expect = { reply_has = ["Rome"] }
"""


def test_what_there_is(sotto: Sotto) -> None:
    result = sotto("scenarios", "list")
    assert (result.code, result.err) == (0, "")
    assert "A sum is calculated, not guessed [tools]" in result.out
    listed = sotto("scenarios", "list", "--tag", "consent", "--json").json
    assert {one["name"] for one in listed} == {"timer", "note-allowed", "note-refused"}
    assert all(Path(one["file"]).is_file() for one in listed)


def test_a_run_its_reports_and_what_is_told_of_it_later(sotto: Sotto, sotto_home: Path, tmp_path: Path) -> None:
    path, xml, html = tmp_path / "mine.toml", tmp_path / "r.xml", tmp_path / "r.html"
    path.write_text(FAILING, "utf-8")
    result = sotto("scenarios", "run", path, "plain-question", "--junit", xml, "--html", html)
    assert result.code == 1
    assert "failed  mine  Typed" in result.out
    assert "turn 1, reply_has: wanted 'Rome', got 'The capital of France is Paris.'" in result.out
    assert "passed  plain-question" in result.out
    assert "1 passed, 1 failed in" in result.out
    (suite,) = JUnitXml.fromfile(str(xml))
    assert (suite.tests, suite.failures) == (2, 1)
    assert "Paris" in html.read_text("utf-8")
    assert not (sotto_home / "sotto.db").exists(), "the user's own record is not touched"

    again, later = sotto("scenarios", "report", "--json", "--html", tmp_path / "again.html"), tmp_path / "later.json"
    assert (again.code, again.json["figures"]["failed"]) == (1, 1)
    assert (tmp_path / "again.html").read_text("utf-8") == html.read_text("utf-8")
    later.write_bytes(last_run(Paths(sotto_home)).read_bytes())
    assert sotto("scenarios", "report", later).code == 1


def test_a_run_that_cannot_be_kept_counts_all_the_same(sotto: Sotto, sotto_home: Path) -> None:
    last_run(Paths(sotto_home)).mkdir(parents=True)  # as where the home may not be written
    result = sotto("scenarios", "run", "plain-question")
    assert (result.code, "1 passed in" in result.out) == (0, True)
    assert "last.json is a folder; `sotto scenarios report` will not know" in result.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "nonsense"), "no scenario nonsense"),
        (("run", "plain-question", "--with", "llm"), "cannot run with"),
        (("run", "plain-question", "--with", "set voice.pitch=1"), "voice.pitch"),
        (("run", "plain-question", "--with", "llm=none"), "none does not exist"),
        (("report",), "there are no results"),
        (("record", "x.toml", "--say", "Hello.", "--from", "timer"), "one way to record"),
        (("record", "x.toml", "--say", " "), "nothing is said"),
        (("record", "x.toml", "--session", "abc"), "abc"),
        (("list", "--unknown"), ""),
    ],
)
def test_wrong_use(sotto: Sotto, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    result = sotto("scenarios", *arguments)
    assert (result.code, result.out) == (2, "")
    assert said in result.err


@pytest.mark.long
def test_a_scenario_is_recorded_and_runs(sotto: Sotto, tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    made = sotto("scenarios", "record", path, "--say", "What is seven plus eight?", "--say", "And times two.")
    assert (made.code, made.out, made.err) == (0, "", f"2 turns: {path}\n")
    turns = read_script(path).scenario.turns
    assert [turn.expect.reply for turn in turns] == ["7 plus 8 is 15.", "15 times 2 is 30."]
    assert turns[1].expect.tools is not None
    assert turns[1].expect.tools[0].name == "calculate"
    assert sotto("scenarios", "run", path).code == 0
    assert sotto("scenarios", "record", path, "--say", "Hello.").code == 2


@pytest.mark.long
def test_what_was_said_of_the_time_holds_at_any_other(
    sotto: Sotto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Earlier(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime(2026, 3, 4, 5, 6, 7, tzinfo=tz or UTC)

    monkeypatch.setattr("desktop.cli.scenario_record.datetime", Earlier)
    path = tmp_path / "time.toml"
    assert sotto("scenarios", "record", path, "--say", "What time is it?").code == 0
    (turn,) = read_script(path).scenario.turns
    assert turn.now == datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    assert turn.expect.reply == f"It is {turn.now.astimezone():%H:%M}."
    assert sotto("scenarios", "run", path).code == 0
    again = tmp_path / "again.toml"
    assert sotto("scenarios", "record", again, "--from", path).code == 0
    assert again.read_text() == path.read_text()


@pytest.mark.long
@pytest.mark.parametrize("options", [(), ("--hands-free",)])
def test_what_is_said_is_recorded_and_runs(sotto: Sotto, tmp_path: Path, options: tuple[str, ...]) -> None:
    path = tmp_path / "said.toml"
    made = sotto("scenarios", "record", path, "--wav", assets() / "demo" / "question.wav", *options)
    assert (made.code, made.err) == (0, f"1 turns, 1 with sound: {path}\n")
    (turn,) = read_script(path).scenario.turns
    assert (turn.key, turn.expect.reply) == (not options, "57 plus 12 is 69.")
    assert sotto("scenarios", "run", path).code == 0


@pytest.mark.skipif(find_spec("chainlit") is not None, reason="the extra `web` is there")
def test_the_page_without_its_extra(sotto: Sotto, tmp_path: Path) -> None:
    result = sotto("scenarios", "web", "timer", "--folder", tmp_path / "web")
    assert (result.code, result.out) == (2, f"written: {tmp_path / 'web' / 'app.py'}\n")
    assert "make scenarios-web" in result.err
    assert sotto("scenarios", "web", "timer", "--folder", tmp_path / "web", "--generate-only").code == 0


def away_from_the_end_of_a_minute() -> None:
    """Wait for the next one if this one is nearly over: speech is recorded here faster than it is spoken in a run."""
    left_s = 60 - time.time() % 60
    if left_s < 20:
        time.sleep(left_s)


def test_a_file_that_a_replay_wrote_runs(sotto: Sotto, sotto_home: Path, tmp_path: Path) -> None:
    said = [
        (BY_KEY, "What is the capital of France?"),
        (TYPED, "What is the capital of Spain?"),
        (BY_SILENCE, "What is fifty-seven plus seventy-six?"),
        (BY_KEY, "What is the date today?"),
    ]
    away_from_the_end_of_a_minute()  # which is what Sotto says of the time
    session, path = record(sotto_home, said), tmp_path / "morning.toml"
    assert sotto("sessions", "replay", session, "--script", path).code == 0
    result = sotto("scenarios", "run", path, "--json")
    (scenario,) = result.json["scenarios"]
    failures = [(turn["number"], check) for turn in scenario["turns"] for check in turn["checks"] if not check["met"]]
    assert (result.code, failures) == (0, [])
    assert [turn["words"] for turn in scenario["turns"]] == [text for _, text in said]
    assert {check["name"] for turn in scenario["turns"] for check in turn["checks"]} >= {
        *("outcome", "words", "reply", "tools", "clock result", "calculate arguments"),
    }
    again = tmp_path / "again.toml"
    assert sotto("scenarios", "record", again, "--session", session).code == 0
    assert again.read_text("utf-8") == path.read_text("utf-8").replace("morning-sound", "again-sound")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is another thing there")
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_leaves_a_report_of_what_was_done(sotto_home: Path, tmp_path: Path) -> None:
    xml, path = tmp_path / "r.xml", tmp_path / "long.toml"
    path.write_text(FAILING.replace("Rome", "Paris") + '\n[[turns]]\nsay = "Hello."\npause_s = 600\n', "utf-8")
    command = [sys.executable, "-m", "desktop", "scenarios", "run", "time", path, "timer", "--junit", xml]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ.copy()) as running:
        assert running.stdout is not None
        first = running.stdout.readline()
        running.send_signal(signal.SIGINT)
        rest = running.stdout.read()
    assert "passed  time" in first
    assert running.returncode == 1
    assert "1 passed, 2 not run" in rest
    cases = {case.name: case for case in next(iter(JUnitXml.fromfile(str(xml))))}
    assert cases["time"].is_passed
    assert (cases["long"].is_skipped, cases["timer"].is_skipped) == (True, True)
    assert json.loads(last_run(Paths(sotto_home)).read_text("utf-8"))["complete"] is False
