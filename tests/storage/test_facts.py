"""What the user asked to remember, in a file and on a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import UsageError
from desktop.facts import LONGEST
from desktop.storage.database import Database
from desktop.storage.facts import Facts
from tests.storage.samples import NOON, SESSION


@pytest.mark.both
def test_facts_are_kept_changed_and_forgotten(database: Database, path: Path, url: str) -> None:
    facts = Facts(database)
    stamps = [facts.stamp()]
    first, new = facts.add("  my sister\n is called Zoë \ud800. ", session=SESSION, turn=3, at=NOON)
    assert (new, first.text, first.session, first.turn) == (True, "my sister is called Zoë \ud800", SESSION, 3)
    assert facts.add("MY SISTER is called Zoë \ud800!") == (first, False)
    stamps.append(facts.stamp())
    second, _ = facts.add("my parking space is B12")
    stamps.append(facts.stamp())
    assert facts.all() == [second, first]
    changed = facts.edit(second.id, "my parking space is C4")
    assert changed.changed_at is not None
    stamps.append(facts.stamp())
    assert (changed.made_at, changed.text) == (second.made_at, "my parking space is C4")
    with Database.open(path, url=url) as again:
        assert Facts(again).all() == [changed, first]
    assert facts.forget(first.id) == first
    stamps.append(facts.stamp())
    assert len(set(stamps)) == 5
    assert facts.forget_all() == 1
    assert facts.all() == []
    third, _ = facts.add("my parking space is C4")
    assert third.id not in (first.id, second.id)


def test_what_is_no_fact_is_refused_and_nothing_changes(database: Database) -> None:
    facts = Facts(database)
    kept, _ = facts.add("x" * LONGEST)
    for wrong in ("", " . ", "x" * (LONGEST + 1)):
        with pytest.raises(UsageError, match="1 to 500"):
            facts.add(wrong)
        with pytest.raises(UsageError, match="1 to 500"):
            facts.edit(kept.id, wrong)
    for change in (lambda: facts.forget(99), lambda: facts.edit(99, "a b")):
        with pytest.raises(UsageError, match="no fact 99"):
            change()
    assert facts.all() == [kept]


def test_a_home_has_its_own_on_a_teams_server(team_server: object, tmp_path: Path) -> None:
    url = team_server.new_url()  # type: ignore[attr-defined]
    with (
        Database.open(tmp_path / "one" / "sotto.db", url=url) as one,
        Database.open(tmp_path / "other" / "sotto.db", url=url) as other,
    ):
        fact, _ = Facts(one).add("my sister is called Anna")
        assert Facts(other).all() == []
        with pytest.raises(UsageError):
            Facts(other).forget(fact.id)
        assert Facts(other).forget_all() == 0
        assert Facts(one).all() == [fact]


def test_a_forgotten_fact_is_on_no_page_of_the_file(path: Path) -> None:
    with Database.open(path) as database:
        fact, _ = Facts(database).add("the pangolin sleeps")
        Facts(database).forget(fact.id)
    assert not [file for file in path.parent.iterdir() if b"pangolin" in file.read_bytes()]
