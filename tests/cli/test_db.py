"""`sotto db` over a real database in a home of its own."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop.paths import Paths
from desktop.scenarios.keeping import last_run
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.lease import Leases
from desktop.storage.migrations import MIGRATIONS
from tests.cli.conftest import Result
from tests.storage import bad_files
from tests.storage.archives import ALONE, PARENT, fill
from tests.storage.samples import turn

Sotto = Callable[..., Result]


@pytest.fixture
def home(sotto_home: Path) -> Path:
    """A home with the three sessions of `fill`."""
    with Database.open(sotto_home / "sotto.db") as database:
        fill(database)
    return sotto_home


def test_a_sound_database(sotto: Sotto, home: Path) -> None:
    result = sotto("db", "check")
    assert (result.code, result.out) == (0, "sound\n")
    found = sotto("db", "check", "--json").json
    assert (found["sound"], found["problems"], found["remedy"]) == (True, [], "none")


def test_damage_has_an_exit_code_and_is_mended(sotto: Sotto, home: Path) -> None:
    assert sotto("db", "backup").code == 0
    bad_files.corrupt(home / "sotto.db")
    result = sotto("db", "check")
    assert result.code == 1
    assert "damaged; --mend puts it right" in result.out
    mended = sotto("db", "check", "--mend", "--json")
    assert (mended.code, mended.json["remedy"], mended.json["sound"]) == (0, "restored", False)
    assert "what was said after it is missing" in mended.json["told"]
    assert sotto("db", "check").code == 0
    assert len(sotto("sessions", "list", "--json").json) == 3


def test_damage_without_a_backup_is_told(sotto: Sotto, home: Path) -> None:
    bad_files.corrupt(home / "sotto.db")
    result = sotto("db", "check", "--mend")
    assert (result.code, result.out) == (1, "")
    assert "no backup is good" in result.err


def test_the_search_index_is_made_anew(sotto: Sotto, home: Path) -> None:
    with closing(sqlite3.connect(home / "sotto.db")) as db:
        db.execute("DELETE FROM turn_search_data WHERE id > 10")
        db.commit()
    assert sotto("db", "check").code == 1
    assert sotto("db", "check", "--mend").out.endswith("search rebuilt\n")
    assert len(sotto("sessions", "search", "question", "--json").json) == 6


def test_there_and_back_again(sotto: Sotto, home: Path) -> None:
    made = sotto("db", "backup", "--json").json
    with Database.open(home / "sotto.db") as database:
        Conversations(database).add_turn(turn(2, ALONE))
    refused = sotto("db", "restore", "sotto-20200101T000000Z.db")
    assert refused.code == 2
    assert "there is no backup" in refused.err
    result = sotto("db", "restore", Path(made["path"]).name, "--yes")
    assert result.code == 0
    assert "1 turn that was said after it is missing; the old file is" in result.out
    assert len(sotto("sessions", "show", "ccc", "--json").json["turns"]) == 1


def test_nothing_is_replaced_unasked_or_under_a_running_sotto(
    sotto: Sotto, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sotto("db", "backup")
    before = (home / "sotto.db").read_bytes()
    for command in (("restore",), ("cleanup", "--everything")):
        monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
        result = sotto("db", *command)
        assert result.code == 2
        assert "nothing was changed" in result.err
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        assert sotto("db", *command).code == 1
    leases = Leases(home / "sotto.db")
    leases.take(PARENT)
    try:
        assert sotto("db", "restore", "--yes").code == 1
        assert sotto("db", "cleanup", "--everything", "--yes").code == 1
    finally:
        leases.release_all()
    assert (home / "sotto.db").read_bytes() == before


def test_no_backup_no_restore(sotto: Sotto, home: Path) -> None:
    result = sotto("db", "restore", "--yes")
    assert result.code == 2
    assert "there is no good backup" in result.err


def test_cleaning_up_by_the_settings(sotto: Sotto, home: Path) -> None:
    (home / "settings.toml").write_text("[record]\nmost_sessions = 1\n")
    done = sotto("db", "cleanup", "--json").json
    assert done["cleaned"] == {"sessions": 2, "recordings": 0, "contexts": 0}
    assert Path(done["backup"]["path"]).is_file(), "a backup is made before anything goes"
    gone = "0 sessions, 0 recordings and what the model saw in 0 sessions deleted"
    assert sotto("db", "cleanup").out == f"{gone}, 0 backups thinned\n"
    assert len(sotto("sessions", "list", "--json").json) == 1


def test_without_backups_if_the_settings_say_so(sotto: Sotto, home: Path) -> None:
    (home / "settings.toml").write_text("[record]\nbackups = false\n")
    assert sotto("db", "cleanup", "--json").json["backup"] is None
    assert not (home / "backups").exists()


def test_everything_goes_for_good(sotto: Sotto, home: Path) -> None:
    sotto("db", "backup")
    (home / "settings.toml").write_text("")
    names = ("notes.json", "notes.damaged", "notes.damaged-2", "timers.json", "timers.damaged", "notes.part")
    for name in names:
        (home / name).write_text("my words")
    last_run(Paths(home)).parent.mkdir(parents=True)
    last_run(Paths(home)).write_text("my words")
    (home / "notes.txt").write_text("not Sotto's")
    assert sotto("db", "cleanup", "--everything", "--yes").code == 0
    assert sorted(path.name for path in home.rglob("*")) == ["cache", "notes.txt", "settings.toml"]
    assert sotto("sessions", "list").out == "no sessions yet\n"


def test_counting(sotto: Sotto, home: Path) -> None:
    sotto("db", "backup")
    sotto("sessions", "delete", "ccc")
    found = sotto("db", "stats", "--json").json
    known = {"sessions": 2, "in_bin": 1, "turns": 5, "tool_runs": 8, "recordings": 0}
    known |= {"schema_version": len(MIGRATIONS)}
    assert known.items() <= found.items()
    assert found["database_bytes"] > 10_000
    assert len(found["backups"]) == 1
    text = sotto("db", "stats").out
    assert "turns              5\n" in text
    assert "sotto-20" in text
