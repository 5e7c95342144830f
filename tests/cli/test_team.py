"""The commands with a team's database: one setting, and all of them use it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.paths import Paths
from desktop.settings import RecordSettings, Settings, save_settings
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.upkeep import mend_after_crash, tend, tend_at_end
from tests.cli.conftest import Result
from tests.storage.archives import PARENT, fill
from tests.storage.samples import SESSION, turn
from tests.team_server import TeamServer

Sotto = Callable[..., Result]


@pytest.fixture
def chosen(team_server: TeamServer, sotto_home: Path) -> Settings:
    """A home whose settings name a server with three conversations."""
    settings = Settings(record=RecordSettings(database_url=team_server.new_url()))
    save_settings(settings, Paths(sotto_home).settings)
    with Database.open(Paths(sotto_home).database, url=settings.record.database_url) as database:
        fill(database)
    return settings


def test_sessions(sotto: Sotto, chosen: Settings, sotto_home: Path, tmp_path: Path) -> None:
    listed = sotto("sessions", "list", "--json").json
    assert len(listed) == 3
    assert {session["machine"] for session in listed} == {(sotto_home / "sotto.db.machine").read_text().strip()}
    assert sotto("sessions", "rename", PARENT[:6], "Teeth and sweets").code == 0
    assert [hit["turn"] for hit in sotto("sessions", "search", "teeth", "--json").json] == [0]
    copy = sotto("sessions", "branch", PARENT[:6], "1").out.strip()
    assert sotto("sessions", "stats", copy, "--json").json["turns"] == 1
    archive = tmp_path / "archive.json"
    assert sotto("sessions", "export", "--all", "--out", archive).code == 0
    found = sotto("sessions", "import", archive, "--existing", "copy", "--json").json
    assert len(found["sessions"]) == 4
    assert sotto("sessions", "delete", copy).code == 0
    assert sotto("sessions", "recover").out == "nothing broke off\n"
    assert not (sotto_home / "sotto.db").exists()


def test_what_is_for_a_file_says_what_to_use_instead(sotto: Sotto, chosen: Settings, sotto_home: Path) -> None:
    for command, instead in (
        (("check",), "pg_amcheck"),
        (("backup",), "pg_dump"),
        (("restore", "--yes"), "pg_restore"),
        (("cleanup", "--everything", "--yes"), "administrator"),
    ):
        result = sotto("db", *command)
        assert result.code == 2
        assert instead in result.err
    assert sotto("sessions", "list").out.count("turns") == 3
    stats = sotto("db", "stats", "--json").json
    assert stats["sessions"] == 3
    assert stats["database_version"].startswith("PostgreSQL ")
    assert sotto("db", "cleanup").code == 0
    assert not (sotto_home / "backups").exists()


def test_the_window_leaves_the_file_alone(chosen: Settings, sotto_home: Path) -> None:
    paths = Paths(sotto_home)
    with Database.open(paths.database, url=chosen.record.database_url) as database:
        Conversations(database).start_session(SESSION)
        Conversations(database).add_turn(turn())
    assert mend_after_crash(paths) == ""
    tend_at_end(paths)
    assert tend(chosen, paths).backup is None
    assert [path.name for path in sotto_home.iterdir() if path.suffix == ".db"] == []


def test_an_address_that_is_none_is_told(sotto: Sotto, sotto_home: Path) -> None:
    save_settings(
        Settings(record=RecordSettings(database_url="mysql://u:secret@host/sotto")), Paths(sotto_home).settings
    )
    result = sotto("sessions", "list")
    assert (result.code, "database_url" in result.err, "secret" in result.err) == (1, True, False)
