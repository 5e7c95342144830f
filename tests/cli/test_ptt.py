from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.cli.quick import quick
from desktop.running import claim
from tests.cli.conftest import Result

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets of the file system")


@pytest.mark.parametrize("action", ["press", "release", "toggle", "cancel"])
def test_without_a_running_sotto_it_says_what_to_do(sotto: Callable[..., Result], action: str) -> None:
    done = sotto("ptt", action)
    assert done.code == 1
    assert "no Sotto is running" in done.err
    assert "sotto run" in done.err


def test_the_key_waits_for_nothing_that_it_does_not_need() -> None:
    program = (
        "import sys; from desktop.cli.quick import quick; code = quick(['ptt', 'press']); "
        "print(code, *{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    code, *loaded = done.stdout.split()
    assert code == "1"
    assert "no Sotto is running" in done.stderr
    assert {"typer", "pydantic", "numpy", "PySide6"}.isdisjoint(loaded)


@pytest.mark.parametrize(
    "arguments", [["run", "--help"], ["run", "now"], ["ptt"], ["ptt", "--help"], ["ptt", "show"], ["chat", "press"]]
)
def test_all_else_is_left_to_the_whole_command_line(arguments: list[str]) -> None:
    assert quick(arguments) is None


def test_another_action_is_wrong_use(sotto: Callable[..., Result]) -> None:
    assert sotto("ptt", "shout").code == 2
    assert sotto("ptt").code == 2


def test_a_hidden_start_beside_a_running_sotto_is_no_second_one(
    sotto: Callable[..., Result], sotto_home: Path
) -> None:
    with claim(sotto_home) or pytest.fail("the home is taken"):
        done = sotto("run", "--hidden")
    assert (done.code, done.out) == (0, "")


def test_a_sotto_that_neither_answers_nor_ends_is_told(
    sotto: Callable[..., Result], sotto_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.cli.opening._PATIENCE_S", 0.3)
    with claim(sotto_home) or pytest.fail("the home is taken"):
        done = sotto("run")
    assert done.code == 1
    assert "another Sotto is starting or ending" in done.err
