from __future__ import annotations

from pathlib import Path

from desktop.benchmarks.many_turns import many_turns
from desktop.benchmarks.search import keystrokes
from desktop.storage.browsing import Browsing
from desktop.storage.database import Database
from desktop.storage.filters import Filters
from desktop.storage.search import Search


def test_what_is_generated_is_a_record_like_any_other(tmp_path: Path) -> None:
    path = many_turns(tmp_path, 400)
    assert many_turns(tmp_path, 400) == path
    with Database.open(path) as database:
        assert [session.turns for session in Browsing(database).sessions(Filters(), 100)] == [10] * 40
        assert len(Search(database).turns("the", 400)) > 100
        assert Browsing(database).sessions(Filters(tools=True), 100)
        with database.write() as db:
            db.connection().exec_driver_sql(
                "INSERT INTO turn_search (turn_search, rank) VALUES ('integrity-check', 1)"
            )


def test_keystrokes_grow_letter_by_letter() -> None:
    typed = keystrokes(50)
    assert len(typed) == 50
    assert all(len(text) == 1 or text[:-1].rstrip() in typed for text in typed)
