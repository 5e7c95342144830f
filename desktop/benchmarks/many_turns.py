"""A record of many conversations, generated once and kept: words as often as people use them, ten turns a session."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from desktop.storage.database import Database

TURNS = 1_000_000
TURNS_A_SESSION = 10
_EDITION = 2
"""Goes up when what is generated changes, so that an older file is not measured by mistake."""
_BATCH = 20_000
_COMMON = """
the you to and a of it is in that what for i we on have my this with not be do can me at time your are how about
tomorrow when was would like there know from weather could one all get which please will if set out up today
remind going where think need morning them but some tell timer because then minutes work back who thing day
make call home again week evening should much through house music after light train kitchen question
"""
_ONSETS = "b br c cl d dr f g gr h j k l m n p pl qu r s st t tr v w"
_ENDS = "a al en er i in o on or u"
_FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)


def many_turns(folder: Path, turns: int = TURNS) -> Path:
    """Return the database with so many turns in `folder`; at first it is made, in minutes for a million.

    Raises DatabaseError, OSError.
    """
    path = folder / f"history-{turns}-{_EDITION}.sqlite"
    if not path.exists():
        half = path.with_name(path.name + ".part")
        for left in folder.glob(half.name + "*"):
            left.unlink()
        Database.open(half).close()
        _fill(half, turns)
        half.replace(path)
    return path


def vocabulary() -> list[str]:
    """Words, the most frequent first: a hundred that everybody uses, then 20,000 made of syllables."""
    syllables = [onset + end for onset in _ONSETS.split() for end in _ENDS.split()]
    rng = np.random.default_rng(5)
    made = ("".join(rng.choice(syllables, size=int(rng.integers(2, 5)))) for _ in range(24_000))
    return list(dict.fromkeys([*_COMMON.split(), *made]))[:20_100]


def _fill(path: Path, turns: int) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = OFF")
        listed = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in listed:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("BEGIN")
        for start in range(0, turns, _BATCH):
            _add(connection, start, min(_BATCH, turns - start))
        # at once, which is many times faster than word by word
        for table in ("turn_search", "session_search"):
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
        for _, sql in listed:
            connection.execute(sql)
        connection.execute("COMMIT")
    finally:
        connection.close()


def _add(connection: sqlite3.Connection, start: int, count: int) -> None:
    numbers = range(start // TURNS_A_SESSION, -(-(start + count) // TURNS_A_SESSION))
    connection.executemany(
        "INSERT INTO session (id, title, started_at, last_at, ended_at, state, end_reason, graceful, persona, pinned)"
        " VALUES (?, ?, ?, ?, ?, 'closed', 'user', 1, ?, ?)",
        map(_session, numbers),
    )
    connection.executemany(
        'INSERT INTO turn (session_id, "index", started_at, ended_at, source, outcome, transcript, language,'
        " confidence, generated, spoken, heard, audio_s, turn_ms, stt_model, llm_model, tts_model, error, tools)"
        " VALUES (?, ?, ?, ?, 'speech', ?, ?, 'en', 0.9, ?, '', '', 2.5, 640, 'whisper-base', ?, 'piper', ?, ?)",
        _turns(start, count),
    )
    connection.executemany(
        "INSERT INTO tool_run (session_id, turn, position, name, title, arguments, result, status, started_at, error)"
        " VALUES (?, ?, 1, 'clock', 'Looked at the clock', '{}', '{}', 'succeeded', ?, '')",
        [
            (_id(number // TURNS_A_SESSION), number % TURNS_A_SESSION + 1, _at(number))
            for number in range(start, start + count)
            if _runs_tool(number)
        ],
    )


def _runs_tool(number: int) -> bool:
    return number % 23 == 0


def _session(number: int) -> tuple[object, ...]:
    rng = np.random.default_rng(number)
    began = _at(number * TURNS_A_SESSION)
    last = _at((number + 1) * TURNS_A_SESSION - 1)
    persona = ("", "cook", "teacher", "clerk")[number % 4]
    return (_id(number), " ".join(_texts(rng, 1, 5)[0]), began, last, last, persona, number % 500 == 0)


def _turns(start: int, count: int) -> Iterator[tuple[object, ...]]:
    rng = np.random.default_rng(start)
    said, answers = _texts(rng, count, 9), _texts(rng, count, 22)
    for offset, number in enumerate(range(start, start + count)):
        outcome = "interrupted" if number % 11 == 0 else "failed" if number % 997 == 0 else "completed"
        tools = json.dumps(["clock"] if _runs_tool(number) else [])
        session, at = _id(number // TURNS_A_SESSION), _at(number)
        model = "llama-1b" if number % 3 else "qwen-0.5b"
        yield (
            session, number % TURNS_A_SESSION + 1, at, at, outcome, " ".join(said[offset]), " ".join(answers[offset]),
            model, "out of memory" if outcome == "failed" else "", tools,
        )  # fmt: skip


_WORDS = np.array(vocabulary())
_SHARES = 1 / (np.arange(len(_WORDS)) + 2.7)
_SHARES = np.cumsum(_SHARES / _SHARES.sum())


def _texts(rng: np.random.Generator, count: int, words: int) -> list[list[str]]:
    drawn = np.searchsorted(_SHARES, rng.random((count, words)))
    texts: list[list[str]] = _WORDS[np.minimum(drawn, len(_WORDS) - 1)].tolist()
    return texts


def _id(number: int) -> str:
    return f"{number * 2_654_435_761 % 2**64:016x}{number:016x}"


def _at(turn: int) -> str:
    """A turn every 75 seconds, so that a day has about a thousand."""
    return (_FIRST_DAY + timedelta(seconds=75 * turn)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
