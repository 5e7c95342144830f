"""A team's server that is not there, not right, or goes away: the conversation goes on, and the user is told."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.errors import DatabaseError
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.journal import journal_path
from desktop.storage.recorder import Recorder
from desktop.storage.states import EndReason
from desktop.storage.tables import SessionRow
from tests.storage.samples import NOON, SESSION, finished, turn
from tests.team_server import TeamServer

Logs = list[logging.LogRecord]


@pytest.fixture
def url(team_server: TeamServer) -> str:
    return team_server.new_url()


@contextmanager
def stopped(server: TeamServer) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()


def test_a_server_that_goes_away_costs_nothing(
    team_server: TeamServer, path: Path, url: str, expected_logs: Logs
) -> None:
    problems: list[tuple[str, str]] = []
    recorder = Recorder(path, lambda *problem: problems.append(problem), url=url, retry_s=60)
    recorder.put(finished(1))
    assert recorder.flush(10)
    with stopped(team_server):
        for number in (2, 3):
            recorder.put(finished(number))
            assert recorder.flush(10)
        assert journal_path(path).exists()
    (problem,) = problems
    assert "cannot be reached" in problem[0]
    recorder.put(finished(4))
    assert recorder.flush(10)
    assert not journal_path(path).exists()
    recorder.close(EndReason.USER)
    assert recorder.dropped == 0
    with Database.open(path, url=url) as database:
        store = Conversations(database)
        assert [kept.transcript for kept in store.turns(SESSION)] == [f"question {number}" for number in range(1, 5)]
        assert (store.session(SESSION).end_reason, store.session(SESSION).graceful) == ("user", True)
    assert {record.levelname for record in expected_logs} == {"ERROR"}


def test_what_was_said_without_the_server_is_taken_in_by_the_next_start(
    team_server: TeamServer, path: Path, url: str, expected_logs: Logs
) -> None:
    with stopped(team_server):
        recorder = Recorder(path, lambda *_: None, url=url)
        recorder.put(finished(1))
        recorder.close()
        assert recorder.dropped == 0
    later = Recorder(path, lambda *problem: pytest.fail(str(problem)), url=url)
    assert later.flush(10)
    later.close()
    with Database.open(path, url=url) as database:
        assert [kept.transcript for kept in Conversations(database).turns(SESSION)] == ["question 1"]
        assert Conversations(database).session(SESSION).machine == database.machine
    assert expected_logs


def test_a_reader_comes_back_with_the_server(team_server: TeamServer, database: Database) -> None:
    store = Conversations(database)
    store.add_turn(turn())
    with stopped(team_server), pytest.raises(DatabaseError, match="cannot be reached"):
        store.turns(SESSION)
    assert len(store.turns(SESSION)) == 1
    assert store.add_turn(turn(2))


def refused(path: Path, url: str, what: str) -> DatabaseError:
    with pytest.raises(DatabaseError, match=what) as caught:
        Database.open(path, url=url, busy_ms=100)
    assert caught.value.advice
    assert "secret" not in str(caught.value) + caught.value.advice
    return caught.value


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("mysql://u:secret@host/sotto", "mysql"),
        ("postgresql+asyncpg://host/sotto", "asyncpg"),
        ("sotto.db", "cannot be read"),
        ("postgresql://u:secret@host:port/sotto", "cannot be read"),
        ("postgresql://u:secret@host", "names no database"),
    ],
)
def test_an_address_that_is_none(path: Path, url: str, what: str) -> None:
    assert "database_url" in refused(path, url, what).advice
    assert not path.parent.exists()


def test_without_the_driver(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert "sotto[team]" in refused(path, "postgresql://u:secret@host/sotto", "psycopg").advice


def test_nobody_listens(path: Path, tmp_path: Path, team_server: TeamServer) -> None:
    refused(path, f"postgresql://u:secret@/sotto?host={tmp_path}", "cannot be reached")


def test_who_is_not_let_in(path: Path, team_server: TeamServer) -> None:
    team_server.sql("CREATE ROLE reader LOGIN PASSWORD 'other'")
    address = team_server.url("sotto", "reader:secret")
    assert ".pgpass" in refused(path, address, "does not let this user in").advice
    refused(path, team_server.url(user="nobody:secret"), "does not let this user in")
    refused(path, team_server.url("nowhere"), "no such database")
    refused(path, team_server.url(schema="nowhere"), "no schema in it")
    address = team_server.url(user="reader:other")
    assert "GRANT" in refused(path, address, "does not allow this").advice


def test_a_newer_schema(path: Path, team_server: TeamServer, url: str) -> None:
    Database.open(path, url=url).close()
    schema = url.rpartition("%3D")[2]
    team_server.sql(f"UPDATE {schema}.sotto_schema SET version = 99")
    assert "update Sotto" in refused(path, url, "newer Sotto").advice


def test_tables_of_another_program(path: Path, team_server: TeamServer, url: str) -> None:
    schema = url.rpartition("%3D")[2]
    team_server.sql(f"CREATE TABLE {schema}.session (id int)")
    refused(path, url, "another program")
    assert team_server.sql(f"SELECT count(*) FROM pg_tables WHERE schemaname = '{schema}'") == "1"


def test_a_database_that_cannot_hold_any_text(path: Path, team_server: TeamServer) -> None:
    team_server.sql("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    assert "UTF8" in refused(path, team_server.url("latin"), "LATIN1").advice


def test_a_lock_is_waited_for_only_so_long(path: Path, url: str) -> None:
    with Database.open(path, url=url) as first, first.write() as db:
        db.execute(text("SELECT 1"))
        refused(path, url, "locked")
    Database.open(path, url=url).close()


def test_a_failed_write_leaves_nothing(database: Database) -> None:
    def write_then_fail() -> None:
        with database.write() as db:
            db.add(_row())
            db.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_then_fail()
    assert Conversations(database).sessions() == []


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseError, match="only be read"), database.read() as db:
        db.execute(text("DELETE FROM turn"))


def _row() -> SessionRow:

    return SessionRow(id=SESSION, started_at=NOON, last_at=NOON)
