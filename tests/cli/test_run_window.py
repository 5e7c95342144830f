"""`sotto run` up to the window, which is not opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import typer

from desktop.cli import run_window
from desktop.job import Job
from desktop.paths import Paths
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.ui import start
from desktop.ui.hand.at_hand import Stay
from tests.storage.samples import turn


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

    monkeypatch.setattr(run_window, "_missing", lambda **_: "")
    monkeypatch.setattr(start, "run_application", application)
    with pytest.raises(typer.Exit):
        run_window.run()
    assert told == ["the search through past conversations was damaged and has been made anew"]
