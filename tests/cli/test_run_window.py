"""`sotto run` up to the window, which is not opened."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop.cli import opening
from desktop.cli.quick import quick
from desktop.errors import SottoError, UsageError
from desktop.job import Job
from desktop.paths import Paths
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.ui import start
from desktop.ui.hand.stay import Stay
from tests.storage.samples import turn

ROOT = Path(__file__).parents[2]


def test_what_was_mended_reaches_the_window(sotto_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    paths = Paths(sotto_home)
    with Database.open(paths.database) as database:
        store = Conversations(database)
        store.start_session(turn(1).session)  # left open: Sotto did not end in the usual way
        store.add_turn(turn(1))
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("DELETE FROM turn_search_data WHERE id > 10")
        connection.commit()

    def application(_make: object, *, prepare: Callable[[Job], str], stay: Stay, **_: object) -> int:
        told.append(prepare(Job()))
        assert not stay.hidden
        return 0

    monkeypatch.setattr(opening, "missing_for_window", lambda **_: "")
    monkeypatch.setattr(start, "run_application", application)
    assert opening.open_window() == 0
    assert told == ["the search through past conversations was damaged and has been made anew"]


@pytest.mark.parametrize("words", [[], ["run"], ["run", "--hidden"]])
def test_the_window_opens_without_the_rest_of_the_command_line(
    words: list[str], sotto_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[bool] = []

    def open_window(*, hidden: bool) -> int:
        opened.append(hidden)
        return 7

    monkeypatch.setattr(opening, "open_window", open_window)
    assert quick(words) == 7
    assert opened == ["--hidden" in words]


def test_until_the_window_nothing_is_loaded_that_can_wait() -> None:
    program = (
        "import sys; import desktop.cli.quick, desktop.cli.opening, desktop.ui.start; "
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"typer", "numpy", "filelock", "sqlmodel", "sounddevice"}.isdisjoint(done.stdout.split())


def test_a_sound_server_or_a_device_that_records_is_enough_to_open_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PULSE_SERVER", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    pcm = tmp_path / "pcm"
    monkeypatch.setattr(opening, "_PCM", pcm)
    monkeypatch.setattr(opening, "_records", lambda: False)
    assert opening.missing_for_window(hidden=False) == "microphone"
    assert opening.missing_for_window(hidden=True) == ""
    pcm.write_text("00-00: HDMI 0 : HDMI 0 : playback 1\n", "ascii")
    assert opening.missing_for_window(hidden=False) == "microphone"
    pcm.write_text("00-00: ALC : ALC : playback 1 : capture 1\n", "ascii")
    assert opening.missing_for_window(hidden=False) == ""
    pcm.unlink()
    (tmp_path / "pulse").mkdir()
    (tmp_path / "pulse/native").touch()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert opening.missing_for_window(hidden=False) == ""
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nowhere")
    assert opening.missing_for_window(hidden=False) == "microphone"
    monkeypatch.setenv("PULSE_SERVER", "tcp:house.example:4713")
    assert opening.missing_for_window(hidden=False) == ""


@pytest.mark.parametrize(("error", "code"), [(UsageError("wrong", advice="x"), 2), (SottoError("odd"), 1)])
def test_errors_of_the_quick_way_are_those_of_the_other(
    error: Exception, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def open_window(*, hidden: bool) -> int:
        raise error

    monkeypatch.setattr(opening, "open_window", open_window)
    assert quick(["run"]) == code
    assert capsys.readouterr().err.startswith(f"sotto: {error}; ")
