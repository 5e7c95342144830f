from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import UniqueConstraint, inspect
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from desktop.errors import DatabaseError
from desktop.storage import fact_rows, side_tables, tables
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.migration import Migration
from desktop.storage.migrations import MIGRATIONS, migrate
from desktop.storage.states import Progress
from tests.storage import old_files
from tests.storage.samples import SESSION, turn

NEXT = Migration("a colour", ("ALTER TABLE session ADD COLUMN colour TEXT", "UPDATE session SET colour = 'red'"))


TABLES = {
    row.__tablename__
    for row in (tables.SessionRow, tables.TurnRow, side_tables.ToolRunRow, side_tables.TurnContextRow)
} | {side_tables.AudioRow.__tablename__, side_tables.EventRow.__tablename__, fact_rows.FactRow.__tablename__}


def test_migrated_schema_is_that_of_the_tables(database: Database) -> None:
    assert set(SQLModel.metadata.tables) == TABLES
    with database.read() as session:
        found = inspect(session.connection())
        for name, table in SQLModel.metadata.tables.items():
            key = {column.name for column in table.primary_key}
            columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
            expected = {column.name: column.nullable for column in table.columns}
            # an INTEGER PRIMARY KEY is never NULL, whatever its declaration says
            assert columns | dict.fromkeys(key, False) == expected
            assert {index["name"] for index in found.get_indexes(name)} == {index.name for index in table.indexes}
            assert unique(found.get_unique_constraints(name)) == {
                tuple(column.name for column in constraint.columns)
                for constraint in table.constraints
                if isinstance(constraint, UniqueConstraint)
            }
            listed = session.connection().exec_driver_sql(f"PRAGMA foreign_key_list({name})").mappings()
            assert {(key["from"], key["table"], key["to"], key["on_delete"]) for key in listed} == {
                (one.parent.name, key.referred_table.name, one.column.name, key.ondelete)
                for key in table.foreign_key_constraints
                for one in key.elements
            }


def unique(constraints: list[Any]) -> set[tuple[str, ...]]:
    return {tuple(constraint["column_names"]) for constraint in constraints}


def test_older_file_is_copied_then_migrated(database: Database, path: Path) -> None:
    Conversations(database).add_turn(turn())
    assert migrate(database._writer, path, [*MIGRATIONS, NEXT]) == 1
    copy = path.with_name(f"sotto.db.v{len(MIGRATIONS)}.bak")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert "colour" not in columns(copy)
    assert "colour" in columns(path)
    assert len(Conversations(database).turns(SESSION)) == 1
    assert count(copy, "turn") == 1


@pytest.mark.parametrize("version", [1, 2])
def test_every_earlier_version_keeps_its_rows(path: Path, version: int) -> None:
    old_files.make(path, version)
    with Database.open(path) as database:
        store = Conversations(database)
        sessions = {session.id: session for session in store.sessions()}
        assert [session.turns for session in sessions.values()] == [old_files.TURNS] * 3
        old = [sessions[id_] for id_, *_ in old_files.SESSIONS]
        ends = [(session.state, session.end_reason, session.graceful) for session in old]
        assert ends == [("active", "", None), ("closed", "application closed", True), ("error", "crash", False)]
        assert [session.title for session in old] == ["Häuser am See", "the dentist", "the weather"]
        for id_ in sessions:
            turns = store.turns(id_)
            assert [turn.index for turn in turns] == [1, 2, 3, 4, 5]
            assert turns[4].transcript == "question 5 about crème brûlée"
            assert {turn.progress for turn in turns} == {Progress.ENDED}
            assert len(turns[1].runs) == (len(old_files.RUNS) if version >= 2 else 0)
        assert store.add_turn(turn(6, old_files.SESSIONS[0][0]))
    assert path.with_name(f"sotto.db.v{version}.bak").exists()


@pytest.mark.parametrize("version", [1, 2])
def test_every_earlier_version_is_searchable(path: Path, version: int) -> None:
    old_files.make(path, version)
    Database.open(path).close()
    assert matches(path, "turn", "creme AND brulee") == list(range(1, 16))
    assert matches(path, "turn", 'generated: "answer 4"') == [4, 9, 14]
    assert matches(path, "session", "hauser") == [1]
    assert matches(path, "session", "haus*") == [1]


def test_tool_runs_of_version_2_get_what_became_of_them(path: Path) -> None:
    old_files.make(path, 2)
    with Database.open(path) as database:
        runs = Conversations(database).turns(old_files.SESSIONS[0][0])[1].runs
    assert [(run.name, run.status, run.error, run.ms) for run in runs] == [
        ("clock", "succeeded", "", 0.25),
        ("sum", "failed", "division by zero", 1500.0),
        ("odd", "succeeded", "", 0.0),
    ]
    with connected(path) as connection:
        started = [row[0] for row in connection.execute("SELECT started_at FROM tool_run LIMIT 3")]
    assert started == ["2026-03-01T12:00:00.000000Z", "2026-03-01T11:59:58.500000Z", "2026-03-01T12:00:00.000000Z"]


def test_the_index_follows_the_text(database: Database, path: Path) -> None:
    Conversations(database).add_turn(turn(1, transcript="an apple", generated="a pear"))

    def change(statement: str) -> None:
        with database.write() as db:
            db.connection().exec_driver_sql(statement)

    assert matches(path, "turn", "apple pear") == matches(path, "session", "apple") == [1]
    change("UPDATE turn SET generated = 'a quince'")
    change("UPDATE session SET title = 'fruit'")
    assert matches(path, "turn", "pear") == matches(path, "session", "apple") == []
    assert matches(path, "turn", "quin*") == matches(path, "session", "fruit") == [1]
    change("DELETE FROM session")
    assert matches(path, "turn", "apple") == matches(path, "session", "fruit") == []
    change("INSERT INTO turn_search (turn_search) VALUES ('integrity-check')")
    change("INSERT INTO session_search (session_search) VALUES ('integrity-check')")


@pytest.mark.parametrize("version", [1, 2])
def test_step_that_would_lose_rows_is_taken_back(path: Path, version: int) -> None:
    old_files.make(path, version)
    greedy = Migration("greedy", ("DELETE FROM turn WHERE session_id LIKE '%1'",))
    with Database.open(path) as database, pytest.raises(DatabaseError, match="rows are missing from turn"):
        migrate(database._writer, path, [*MIGRATIONS, greedy])
    orphaning = Migration("orphaning", ("DELETE FROM session WHERE id LIKE '%1'",))
    with Database.open(path) as database:
        with pytest.raises(DatabaseError, match="rows are missing from session"):
            migrate(database._writer, path, [*MIGRATIONS, orphaning])
        with database.write() as db:
            assert db.connection().exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    assert count(path, "turn") == 15


def test_tool_runs_go_with_their_session(database: Database, path: Path) -> None:
    Conversations(database).add_turn(turn())
    assert count(path, "tool_run") == 2
    with database.write() as db:
        db.connection().exec_driver_sql("DELETE FROM session")
    assert count(path, "tool_run") == 0


def test_new_file_is_not_copied(database: Database, path: Path) -> None:
    assert list(path.parent.glob("*.bak")) == []


def test_migrating_twice_does_nothing(database: Database, path: Path) -> None:
    assert migrate(database._writer, path) == 0


def test_broken_migration_leaves_the_old_schema(database: Database, path: Path) -> None:
    broken = Migration("broken", (NEXT.statements[0], "UPDATE nowhere SET x = 1"))
    with pytest.raises(OperationalError):
        migrate(database._writer, path, [*MIGRATIONS, broken])
    assert "colour" not in columns(path)
    Database.open(path).close()


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


def columns(path: Path) -> set[str]:
    with connected(path) as connection:
        return {row[1] for row in connection.execute("PRAGMA table_info(session)")}


def count(path: Path, table: str) -> int:
    with connected(path) as connection:
        number: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return number


def matches(path: Path, table: str, query: str) -> list[int]:
    with connected(path) as connection:
        found = connection.execute(
            f"SELECT rowid FROM {table}_search WHERE {table}_search MATCH ? ORDER BY 1", (query,)
        )
        return [row[0] for row in found]


@pytest.mark.parametrize("version", [1, 2])
def test_several_programs_that_begin_at_once_migrate_once_and_keep_the_old_file(tmp_path: Path, version: int) -> None:
    for number in range(5):
        path = tmp_path / str(number) / "sotto.db"
        old_files.make(path, version)
        abandoned = path.with_name(f"sotto.db.v{version}.bak.0.part")
        abandoned.touch()
        os.utime(abandoned, (0, 0))
        with ThreadPoolExecutor(3) as pool:
            for opened in [pool.submit(Database.open, path) for _ in range(3)]:
                opened.result().close()
        with closing(sqlite3.connect(path.with_name(f"sotto.db.v{version}.bak"))) as kept:
            assert kept.execute("PRAGMA user_version").fetchone() == (version,)
        assert list(path.parent.glob("*.part")) == []
