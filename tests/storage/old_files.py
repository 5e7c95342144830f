"""Database files as earlier versions of Sotto left them, made by those versions' own statements."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from desktop.storage.migrations import MIGRATIONS

AT = "2026-03-01T12:00:00.000000Z"
SESSIONS = (
    ("0" * 31 + "1", "Häuser am See", "open", ""),
    ("0" * 31 + "2", "the dentist", "closed", "closed"),
    ("0" * 31 + "3", "the weather", "closed", "crash"),
)
TURNS = 5
"""In each session."""
RUNS = (
    ("clock", '{"time": "12:00"}', 0.25),
    ("sum", '{"error": "division by zero"}', 1500.0),
    ("odd", "not JSON at all", 0.0),
)
"""In the second turn of each session, from version 2 on."""


def make(path: Path, version: int) -> None:
    """Write a database of that version with three sessions, their turns and, if it knows them, tool runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    for migration in MIGRATIONS[:version]:
        for statement in migration.statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
    for id_, title, state, reason in SESSIONS:
        ended = AT if state == "closed" else None
        connection.execute(
            "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)", (id_, title, AT, AT, ended, state, reason)
        )
        for index in range(1, TURNS + 1):
            _insert_turn(connection, id_, index)
        if version >= 2:
            _insert_runs(connection, id_)
    connection.commit()
    connection.close()


def _insert_turn(connection: sqlite3.Connection, session: str, index: int) -> None:
    said = f"question {index} about crème brûlée"
    texts = (
        f"2026-03-01T12:{index:02d}:00.000000Z",
        "voice",
        "completed",
        said,
        "en",
        0.5,
        f"answer {index}",
        "",
        "",
    )
    row = (session, index, *texts, 1.5, 1.0, 2.0, 3.0, 4.0, 5.0, "a", "b", "c", "", '["clock"]')
    connection.execute(f"INSERT INTO turn VALUES (NULL, {', '.join('?' * len(row))})", row)


def _insert_runs(connection: sqlite3.Connection, session: str) -> None:
    for position, (name, result, ms) in enumerate(RUNS, 1):
        row = (session, 2, position, name, f"Ran {name}", "{}", result, ms, AT)
        connection.execute("INSERT INTO tool_run VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
