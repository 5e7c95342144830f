"""Long work in a terminal: told of, and stopped with Ctrl+C."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
import typer

from desktop.cli.terminal_job import INTERRUPTED, terminal_job
from desktop.storage.database import Database
from desktop.storage.health import check_file


def test_ctrl_c_stops_it_and_the_command_ends(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    Database.open(tmp_path / "sotto.db").close()

    def work() -> None:
        with terminal_job() as job:
            os.kill(os.getpid(), signal.SIGINT)
            check_file(tmp_path / "sotto.db", job=job)

    with pytest.raises(typer.Exit) as ended:
        work()
    assert ended.value.exit_code == INTERRUPTED
    assert capsys.readouterr().err == "stopped; nothing was changed\n"
    assert signal.getsignal(signal.SIGINT) == before


def test_a_terminal_is_told_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with terminal_job() as job:
        job.tell("Backing up", 0.5)
        job.tell("Reading")
    told = capsys.readouterr().err
    assert "Backing up 50%" in told
    assert told.endswith("Reading…\r\033[K")


def test_a_file_is_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal_job() as job:
        job.tell("Backing up", 0.5)
    assert capsys.readouterr().err == ""
