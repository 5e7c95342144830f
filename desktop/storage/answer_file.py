"""Answers that may be given again, in a SQLite file of their own: what it holds can be lost, the record goes on.

Rows of any thread; a file that is damaged, or of another version, is deleted and begun anew.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from desktop import log
from desktop.answers import Freshness, KeptAnswer, NewAnswer, SpokenText
from desktop.errors import DatabaseError
from desktop.storage import failures
from desktop.wording import marked

VERSION = 1
_BUSY_S = 0.5
_ROWS = "id, scope, persona, model, adapter, question, reply, freshness, language, made_at, used_at, uses, bytes"
_SCHEMA = (
    """CREATE TABLE answer (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        scope TEXT NOT NULL, persona TEXT NOT NULL, model TEXT NOT NULL, adapter TEXT NOT NULL,
        question TEXT NOT NULL, reply TEXT NOT NULL, freshness TEXT NOT NULL, language TEXT NOT NULL,
        embedder TEXT NOT NULL, vector BLOB NOT NULL,
        made_at REAL NOT NULL, used_at REAL NOT NULL, uses INTEGER NOT NULL, bytes INTEGER NOT NULL,
        UNIQUE (scope, question)
    )""",
    "CREATE INDEX answer_by_use ON answer (used_at)",
    """CREATE TABLE spoken (
        answer INTEGER NOT NULL REFERENCES answer (id) ON DELETE CASCADE,
        position INTEGER NOT NULL, voice TEXT NOT NULL, text TEXT NOT NULL,
        rate INTEGER NOT NULL, samples BLOB NOT NULL, words TEXT NOT NULL,
        PRIMARY KEY (answer, position)
    )""",
    f"PRAGMA user_version = {VERSION}",
)
_INSERT = (
    "INSERT INTO answer (scope, persona, model, adapter, question, reply, freshness, language, embedder, vector,"
    f" made_at, used_at, uses, bytes) VALUES ({', '.join('?' * 14)})"
)
_ALL = f"SELECT {_ROWS}, embedder, vector FROM answer ORDER BY used_at DESC, id DESC"
Placed = tuple[KeptAnswer, str, bytes]
"""An answer, the embedder that placed its question, and the vector."""


class AnswerFile:
    """One connection, one thread at a time. Every method raises DatabaseError when the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None

    def version(self) -> int:
        """Goes up when another program has written."""
        with self._lent() as db:
            return int(db.execute("PRAGMA data_version").fetchone()[0])

    def put(self, answer: NewAnswer, embedder: str, now: datetime) -> None:
        """Keep an answer, in place of one to the same words in its scope."""
        with self._lent() as db:
            same = (answer.scope.key, answer.question)
            old = db.execute("SELECT id, uses FROM answer WHERE scope = ? AND question = ?", same).fetchone()
            if old is not None:
                db.execute("DELETE FROM answer WHERE id = ?", (old[0],))
            made = db.execute(_INSERT, _row(answer, embedder, now.timestamp(), uses=old[1] if old is not None else 0))
            spoken = [
                (
                    made.lastrowid,
                    position,
                    answer.voice,
                    one.text,
                    one.rate,
                    one.samples.tobytes(),
                    json.dumps(one.words),
                )
                for position, one in enumerate(answer.spoken)
            ]
            db.executemany("INSERT INTO spoken VALUES (?, ?, ?, ?, ?, ?, ?)", spoken)

    def all(self) -> list[Placed]:
        """Every answer, the one used last first."""
        with self._lent() as db:
            rows = db.execute(
                f"SELECT {_ROWS}, embedder, vector FROM answer ORDER BY used_at DESC, id DESC"
            ).fetchall()
        return [(_answer(row), str(row[13]), bytes(row[14])) for row in rows]

    def spoken(self, answer: int, voice: str) -> tuple[SpokenText, ...]:
        """What was spoken of an answer with that voice, in order."""
        with self._lent() as db:
            rows = db.execute(
                "SELECT text, rate, samples, words FROM spoken WHERE answer = ? AND voice = ? ORDER BY position",
                (answer, voice),
            ).fetchall()
        return tuple(
            SpokenText(text, rate, np.frombuffer(samples, np.int16), tuple(tuple(word) for word in json.loads(words)))
            for text, rate, samples, words in rows
        )

    def used(self, answer: int, at: datetime) -> None:
        """Count that it was given again."""
        with self._lent() as db:
            db.execute("UPDATE answer SET uses = uses + 1, used_at = ? WHERE id = ?", (at.timestamp(), answer))

    def thin(self, most_bytes: int, ages: dict[Freshness, timedelta], at: datetime) -> int:
        """Delete what is too old, then what was not used for longest until the rest fits; returns how many."""
        gone = 0
        with self._lent() as db:
            for freshness, age in ages.items():
                before = (freshness.value, (at - age).timestamp())
                gone += db.execute("DELETE FROM answer WHERE freshness = ? AND made_at < ?", before).rowcount
            held = 0
            for id_, size in db.execute("SELECT id, bytes FROM answer ORDER BY used_at DESC, id DESC").fetchall():
                held += size
                if held > most_bytes:
                    gone += db.execute("DELETE FROM answer WHERE id = ?", (id_,)).rowcount
        return gone

    def delete(self, condition: str = "1", *values: Any) -> int:
        """Delete what meets a condition over the columns of `answer`; returns how many. The room is given back."""
        with self._lent() as db:
            gone = db.execute(f"DELETE FROM answer WHERE {condition}", values).rowcount
        with self._lent() as db:
            db.execute("VACUUM")
        return int(gone)

    def close(self) -> None:
        """Let go of the file. It is opened again when it is used."""
        with self._lock:
            self._drop()

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._db = self._db or self._open()
                with self._db:
                    yield self._db
            except sqlite3.DatabaseError as error:
                self._drop()
                if _is_damage(error) and self._delete_file():
                    raise DatabaseError(
                        marked("the answers in {path} were damaged and have been deleted", path=self._path),
                        advice=marked("try again: answers are kept anew from now on"),
                    ) from error
                raise failures.explain(error, self._path) from error
            except OSError as error:
                raise DatabaseError(
                    marked("the answers in {path} cannot be used: {reason}", path=self._path, reason=error.strerror),
                    advice=marked("make sure that the folder can be written, or switch the answer cache off"),
                ) from error

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if not self._path.exists():
            self._path.touch(0o600)
        db = sqlite3.connect(self._path, timeout=_BUSY_S, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")
            found = int(db.execute("PRAGMA user_version").fetchone()[0])
            if found != VERSION:
                if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    raise sqlite3.DatabaseError("file is not a database of this version")
                with db:
                    for statement in _SCHEMA:
                        db.execute(statement)
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def _drop(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            db.close()

    def _delete_file(self) -> bool:
        """What cannot be read helps nobody: it goes, and the next use begins anew. Whether it could be deleted."""
        log.storage.info("the file of answers was damaged and is begun anew")
        try:
            for name in (
                self._path,
                *(self._path.with_name(self._path.name + ending) for ending in ("-wal", "-shm")),
            ):
                name.unlink(missing_ok=True)
        except OSError:
            return False
        return True


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_NOTADB) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _row(answer: NewAnswer, embedder: str, at: float, *, uses: int) -> tuple[Any, ...]:
    scope, vector = answer.scope, answer.vector.astype(np.float32).tobytes()
    sound = sum(one.samples.nbytes for one in answer.spoken)
    size = sound + len(vector) + len(answer.question.encode()) + len(answer.reply.encode())
    since = answer.since.timestamp() if answer.since is not None else at
    return (
        scope.key, scope.persona, scope.model, scope.adapter, answer.question, answer.reply, answer.freshness.value,
        answer.language, embedder, vector, since, at, uses, size,
    )  # fmt: skip


def _answer(row: Sequence[Any]) -> KeptAnswer:
    (id_, scope, persona, model, adapter, question, reply, freshness, language, made, used, uses, size) = row[:13]
    return KeptAnswer(
        id_, scope, persona, model, adapter, question, reply, Freshness(freshness), language,
        _time(made), _time(used), uses, size,
    )  # fmt: skip


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
