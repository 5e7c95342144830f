"""`sotto monitor`."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from desktop.cli.monitor_screen import Standing
from desktop.observability.monitor.client import watching
from desktop.observability.monitor.server import Monitor
from desktop.observability.monitor.wanted import Wanted
from desktop.paths import Paths
from tests.cli.conftest import Result
from tests.observability.happenings import CANARY, everything
from tests.observability.monitor.watchers import key_of, open_monitor, started
from tests.observability.test_observer import until
from tests.storage.samples import SESSION

Sotto = Callable[..., Result]


@pytest.fixture
def monitor(sotto_home: Path) -> Iterator[Monitor]:
    made = open_monitor(sotto_home)
    events = everything()[:-2]  # all but the end
    for event in events:
        made.put(event)
    yield made
    made.close()


def types(result: Result) -> list[str]:
    assert result.code == 0, result.err
    return [json.loads(line)["type"] for line in result.out.splitlines()]


def test_how_it_stands_is_printed_for_people(sotto: Sotto, monitor: Monitor) -> None:
    result = sotto("monitor")
    assert result.code == 0, result.err
    out = result.out
    assert "Sotto  idle" in out
    assert SESSION[:8] in out
    assert "turn.complete" in out
    assert "state=" not in out
    assert "state=idle" in sotto("monitor", "--filter", "type=state").out
    assert CANARY not in out


def test_lines_for_programs(sotto: Sotto, monitor: Monitor) -> None:
    told = types(sotto("monitor", "--json"))
    assert told[0] == "monitor.snapshot"
    assert {"session.start", "tool.start", "turn.complete"} <= set(told[1:])


def test_filters(sotto: Sotto, monitor: Monitor) -> None:
    tools = ["tool.start", "tool.complete", "tool.start"]
    assert types(sotto("monitor", "--json", "--filter", "type=tool"))[1:] == tools
    assert types(sotto("monitor", SESSION[:5], "--json", "--filter", "type=timer,summary"))[1:] == [
        "timer",
        "summary",
    ]
    both = ("--filter", "level=error", "--filter", "stage=microphone")
    assert types(sotto("monitor", "--json", *both))[1:] == ["error"]
    assert types(sotto("monitor", "ffff", "--json"))[1:] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--filter", "x=tool"), "'x=tool' is no filter"),
        (("--filter", "type="), "'type=' is no filter"),
        (("--filter", "type=tools"), "there is no type tools"),
        (("--filter", "stage=engine"), "there is no stage engine; there are microphone, stt,"),
        (("--filter", "level=loud"), "there is no level loud; there are debug,"),
        (("--filter", "level=info,error"), "only one level"),
        (("not-a-session",), "no session's id begins like that"),
        (("not-a-session",), "`sotto sessions list` shows"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    sotto: Sotto, monitor: Monitor, arguments: tuple[str, ...], told: str
) -> None:
    result = sotto("monitor", *arguments)
    assert result.code == 2
    assert told in result.err


def test_where_none_runs_it_says_how_to_have_one(sotto: Sotto, sotto_home: Path) -> None:
    for arguments in ((), ("--web",), ("--json", "--follow")):
        result = sotto("monitor", *arguments)
        assert result.code == 1
        assert "[monitor]" in result.err
    made = open_monitor(sotto_home)
    left = Paths(sotto_home).monitor_address.read_text()
    made.close()
    Paths(sotto_home).monitor_address.write_text(left)  # as after a crash
    for arguments in ((), ("--web",)):
        result = sotto("monitor", *arguments)
        assert (result.code, result.out) == (1, "")
        assert "no running Sotto can be watched" in result.err


def test_a_key_of_another_time_is_refused(sotto: Sotto, monitor: Monitor, sotto_home: Path) -> None:
    Paths(sotto_home).monitor_key.write_text("x" * 43)
    result = sotto("monitor")
    assert result.code == 1
    assert "401" in result.err


def test_the_page_has_an_address(sotto: Sotto, monitor: Monitor, sotto_home: Path) -> None:
    assert sotto("monitor", "--web").out == f"http://127.0.0.1:{monitor.port}/#{key_of(sotto_home)}\n"


@pytest.mark.parametrize("json_", [False, True])
def test_following_prints_what_happens_until_sotto_ends(monitor: Monitor, sotto_home: Path, json_: bool) -> None:
    command = [sys.executable, "-m", "desktop", "monitor", "--follow", "--filter", "type=speech"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [*command, *(["--json"] if json_ else [])], stdout=subprocess.PIPE, text=True, env=environment
    ) as follower:
        assert follower.stdout is not None
        until(lambda: monitor._hub.watching == 1)
        for turn in range(50, 53):
            monitor.put(started(turn))
        monitor.close()
        out = follower.stdout.read()
        assert follower.wait(10) == 0
    for turn in range(50, 53):
        assert (f'"turn":{turn},' if json_ else f"{SESSION[:8]}/{turn}") in out
    assert ("monitor.snapshot" in out) is json_


@pytest.mark.parametrize(("width", "height"), [(100, 30), (60, 16)])
def test_the_screen_shows_what_changes(monitor: Monitor, sotto_home: Path, width: int, height: int) -> None:
    standing = Standing(debug=False)
    console = Console(width=width, height=height, record=True, file=io.StringIO())
    done = threading.Event()
    with watching(Paths(sotto_home), Wanted()) as lines:
        for line in lines:
            standing.take(line)
            if done.is_set() and '"turn":60,' in line:
                break
            if not done.is_set():
                monitor.put(started(60))
                done.set()
    standing.take('{"type":"monitor.missed","events":7}')
    console.print(standing.draw(width, height))
    text = console.export_text()
    assert "Sotto  idle" in text
    assert ("7 events missed" in text) is (width == 100)
    assert f"{SESSION[:8]}/60" in text.splitlines()[-1]
    assert len(text.splitlines()) <= height
    assert max(map(len, text.splitlines())) <= width
