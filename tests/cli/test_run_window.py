"""`sotto run` up to the window, which is not opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import typer

from desktop.cli import run_window
from desktop.paths import Paths
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.ui import start
from tests.storage.samples import turn


def test_what_was_mended_reaches_the_window(
    sotto_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    paths = Paths(sotto_home)
    with Database.open(paths.database) as database:
        store = Conversations(database)
        store.start_session(turn(1).session)  # left open: Sotto did not end in the usual way
        store.add_turn(turn(1))
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("DELETE FROM turn_search_data WHERE id > 10")
        connection.commit()

    def window(notice: str, *, hidden: bool) -> int:
        told.append(notice)
        assert not hidden
        return 0

    monkeypatch.setattr(run_window, "_missing", lambda **_: "")
    monkeypatch.setattr(start, "start_window", window)
    with pytest.raises(typer.Exit):
        run_window.run()
    assert told == ["the search through past conversations was damaged and has been made anew"]
    assert told[0] in capsys.readouterr().err
