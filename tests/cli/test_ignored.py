"""Ignored turns, as `sotto sessions` shows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.terms import Outcome
from tests.cli.conftest import Result
from tests.storage.samples import SESSION, turn


def test_ignored_turns_are_listed_with_text_and_reason(sotto: Callable[..., Result], sotto_home: Path) -> None:
    quiet = {"outcome": Outcome.IGNORED, "generated": "", "spoken": "", "heard": "", "tools": (), "runs": ()}
    database = Database.open(sotto_home / "sotto.db")
    store = Conversations(database)
    store.add_turn(turn(1, transcript="Thank you.", error="it sounded like silence", **quiet))
    store.add_turn(turn(2, transcript="", error="", **quiet))
    store.add_turn(turn(3, transcript="What is the time?"))
    database.close()
    shown = sotto("sessions", "show", SESSION).out
    assert "1. you:   Thank you.\n   (ignored: it sounded like silence)\n\n" in shown
    assert "2. you:   -\n   (ignored: nothing was said)\n\n" in shown
    assert shown.count("ignored") == 2
    turns = sotto("sessions", "show", SESSION, "--json").json["turns"]
    assert [(item["outcome"], item["error"]) for item in turns[:2]] == [
        ("ignored", "it sounded like silence"),
        ("ignored", ""),
    ]
    assert "What is the time?" in sotto("sessions", "list").out, "an ignored turn names no session"
