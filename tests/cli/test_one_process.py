"""Real processes: two become one, and one that was killed is no obstacle."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from desktop.errors import UserFacingError
from desktop.running import Command, address, claim, tell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets of the file system")
ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0


@pytest.fixture
def run(sotto_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    with TemporaryDirectory() as runtime:
        monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
        own = {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":none", "PYTHONPATH": str(ROOT)}
        started: list[subprocess.Popen[str]] = []

        def start(*arguments: str) -> subprocess.Popen[str]:
            command = [sys.executable, "-m", "desktop", *arguments]
            started.append(
                subprocess.Popen(command, env=os.environ | own, stderr=subprocess.PIPE, text=True, cwd=ROOT)
            )
            return started[-1]

        yield start
        for process in started:
            if process.poll() is None:
                process.kill()
            process.communicate(timeout=10)


def until_it_listens(home: Path, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not listens(home):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)


def listens(home: Path) -> bool:
    try:
        return tell(home, Command.RELEASE) is not None
    except UserFacingError:
        return False  # it is loading its models


def test_two_become_one_and_a_killed_one_is_no_obstacle(
    run: Callable[..., subprocess.Popen[str]], sotto_home: Path
) -> None:
    first = run("run", "--hidden")
    until_it_listens(sotto_home, first)
    assert claim(sotto_home) is None

    second = run("run")
    assert "it was running already" in second.communicate(timeout=PATIENCE_S)[1]
    assert second.returncode == 0

    key = run("ptt", "cancel")
    assert (key.wait(PATIENCE_S), first.poll()) == (0, None)

    first.kill()
    first.wait(10)
    assert Path(address(sotto_home)).exists(), "what it left lies in the way"
    alone = run("ptt", "press")
    assert "no Sotto is running" in alone.communicate(timeout=PATIENCE_S)[1]
    assert alone.returncode == 1

    third = run("run", "--hidden")
    until_it_listens(sotto_home, third)
    assert third.poll() is None
