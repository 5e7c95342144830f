from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.migrations import MIGRATIONS, Migration, migrate
from tests.storage.samples import SESSION, turn

AT = "2026-03-01T12:00:00.000000Z"
NEXT = Migration("a colour", ("ALTER TABLE session ADD COLUMN colour TEXT", "UPDATE session SET colour = 'red'"))


def test_migrated_schema_is_that_of_the_tables(database: Database) -> None:
    with database.read() as session:
        found = inspect(session.connection())
        for name, table in SQLModel.metadata.tables.items():
            columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
            columns.pop("id")
            expected = {column.name: column.nullable for column in table.columns if column.name != "id"}
            assert columns == expected
            assert {index["name"] for index in found.get_indexes(name)} == {index.name for index in table.indexes}
        assert found.get_unique_constraints("turn")[0]["column_names"] == ["session_id", "index"]
        assert found.get_foreign_keys("turn")[0]["referred_table"] == "session"
        assert found.get_foreign_keys("tool_run")[0]["referred_columns"] == ["session_id", "index"]
        assert found.get_unique_constraints("tool_run")[0]["column_names"] == ["session_id", "turn", "position"]


def test_older_file_is_copied_then_migrated(database: Database, path: Path) -> None:
    Conversations(database).add_turn(turn())
    assert migrate(database._writer, path, [*MIGRATIONS, NEXT]) == 1
    copy = path.with_name(f"sotto.db.v{len(MIGRATIONS)}.bak")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert "colour" not in columns(copy)
    assert "colour" in columns(path)
    assert len(Conversations(database).turns(SESSION)) == 1
    assert count(copy, "turn") == 1


def test_turns_from_before_tool_runs_were_kept_are_still_there(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    for statement in MIGRATIONS[0].statements:
        connection.execute(statement)
    connection.execute("PRAGMA user_version = 1")
    connection.execute(f"INSERT INTO session VALUES ('{SESSION}', 'hi', '{AT}', '{AT}', NULL, 'open', '')")
    row = f"1, '{SESSION}', 1, '{AT}', 'text', 'completed', 'hi', '', 1, 'hello', '', '', 0"
    connection.execute(
        f"INSERT INTO turn VALUES ({row}, NULL, NULL, NULL, NULL, NULL, 'a', 'b', 'c', '', '[\"clock\"]')"
    )
    connection.commit()
    connection.close()
    with Database.open(path) as database:
        (old,) = Conversations(database).turns(SESSION)
        assert (old.generated, old.tools, old.runs) == ("hello", ("clock",), ())
        assert Conversations(database).add_turn(turn(2))
        assert Conversations(database).turns(SESSION)[1].runs == turn(2).runs
    assert path.with_name("sotto.db.v1.bak").exists()


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


def columns(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    names = {row[1] for row in connection.execute("PRAGMA table_info(session)")}
    connection.close()
    return names


def count(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    number: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    connection.close()
    return number
