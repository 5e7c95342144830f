"""`sotto log`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.observability.event_log import EventLog
from desktop.paths import Paths
from tests.cli.conftest import Result
from tests.observability.happenings import CANARY, everything
from tests.observability.test_event_log import fail, started
from tests.storage.samples import SESSION

Sotto = Callable[..., Result]


@pytest.fixture
def home(sotto_home: Path) -> Path:
    log = EventLog(Paths(sotto_home).event_log, fail, words=True)
    for event in everything():
        log.put(event)
    log.close()
    return sotto_home


def types(result: Result) -> list[str]:
    assert result.code == 0, result.err
    return [json.loads(line)["type"] for line in result.out.splitlines()]


def test_what_happened_is_printed_for_people(sotto: Sotto, home: Path) -> None:
    lines = sotto("log").out.splitlines()
    assert any("recognise.complete" in line and "80 ms" in line and "words=3" in line for line in lines)
    assert not any("state=" in line for line in lines)
    assert all(SESSION[:8] in line for line in lines)


def test_filters(sotto: Sotto, home: Path) -> None:
    assert types(sotto("log", "--json", "--type", "tool")) == ["tool.start", "tool.complete", "tool.start"]
    assert types(sotto("log", "--json", "--type", "tool.start", "--type", "timer")) == [
        "tool.start", "tool.start", "timer"
    ]  # fmt: skip
    assert types(sotto("log", "--json", "--level", "error")) == ["error", "error", "turn.complete"]
    assert types(sotto("log", "--json", "--lines", "2")) == ["turn.complete", "session.end"]
    assert "state" in types(sotto("log", "--json", "--level", "debug", "--lines", "0"))
    assert types(sotto("log", "--json", "--session", SESSION[:5], "--type", "timer")) == ["timer"]
    assert types(sotto("log", "--json", "--since", "2200-01-01")) == []
    assert len(types(sotto("log", "--json", "--since", "1980-01-01", "--lines", "0"))) > 10


def test_what_cannot_be_asked_for_is_said(sotto: Sotto, home: Path) -> None:
    for option, value, there in (
        ("--type", "tools", "tool.start"),
        ("--level", "loud", "warning"),
        ("--since", "x", "10m"),
    ):
        result = sotto("log", option, value)
        assert (result.code, value in result.err, there in result.err) == (2, True, True)
    assert sotto("log", "--lines", "-1").code == 2


def test_why_nothing_is_shown_is_said(sotto: Sotto, home: Path) -> None:
    for options in (("--since", "2200-01-01"), ("--session", SESSION[:5], "--since", "2200-01-01")):
        result = sotto("log", *options)
        assert (result.code, result.out, result.err) == (0, "", "nothing in the log is like that\n")
        assert sotto("log", "--json", *options).err == ""
    for session, told in (("ffff", "nothing is logged of a session 'ffff'; `sotto sessions"), ("", "no session is")):
        result = sotto("log", "--json", "--session", session)
        assert (result.code, result.out, told in result.err) == (2, "", True)


def test_an_empty_log_is_no_failure(sotto: Sotto) -> None:
    result = sotto("log")
    assert (result.code, result.out, result.err) == (0, "", "nothing is logged yet\n")


def test_what_a_terminal_would_act_on_is_not_printed(sotto: Sotto, sotto_home: Path) -> None:
    log = EventLog(Paths(sotto_home).event_log, fail, words=True)
    for event in everything("\x1b[2J\nevil"):
        log.put(event)
    log.close()
    out = sotto("log", "--lines", "0").out
    assert "\x1b" not in out
    assert "[2J evil" in out


def test_following_prints_what_happens_from_then_on(home: Path) -> None:
    command = [sys.executable, "-m", "desktop", "log", "--follow", "--json", "--type", "speech", "--lines", "1"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    follower = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert follower.stdout is not None
        assert json.loads(follower.stdout.readline())["turn"] == 1
        log = EventLog(Paths(home).event_log, fail, most_bytes=20_000)
        for turn in range(2, 40):
            log.put(started(turn))
        log.close()
        assert [json.loads(follower.stdout.readline())["turn"] for _ in range(2, 40)] == list(range(2, 40))
    finally:
        follower.terminate()
        follower.communicate()


def test_deleting_everything_deletes_the_log(sotto: Sotto, home: Path) -> None:
    assert CANARY in Paths(home).event_log.read_text()
    assert sotto("db", "cleanup", "--everything", "--yes").code == 0
    assert not Paths(home).logs.exists()


def test_a_spoken_question_is_told_from_its_first_sound_to_its_last_but_not_in_words(
    sotto: Sotto, question: Path, sotto_home: Path
) -> None:
    answer = sotto("ask", "--wav", question, "--json").json
    assert "seven" in answer["transcript"].lower()
    told = types(sotto("log", "--json", "--session", answer["session"]))
    spoken = [
        "speech.start", "recognise.start", "recognise.complete", "tool.start", "tool.complete", "reply.start",
        "speak.start", "reply.complete", "speak.complete", "turn.complete",
    ]  # fmt: skip
    assert [one for one in told if one in spoken] == spoken
    text = Paths(sotto_home).event_log.read_text()
    assert '"tool":"calculate"' in text
    assert "seven" not in text.lower()
    assert answer["reply"] not in text
