"""Passages of the user's documents with their vectors, in a SQLite file of its own: it can be made anew."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import QueuePool, text
from sqlmodel import Session

from desktop.passages import DocumentRecord, Passage
from desktop.storage.any_text import escaped, restored
from desktop.storage.database import Database
from desktop.storage.migration import Migration
from desktop.storage.migrations import APPLICATION_ID

Matrix = NDArray[np.float32]
"""Shape (passages, width)."""
_CHUNK = "INSERT INTO chunk_search (rowid, heading, text) VALUES (new.id, new.heading, new.text);"
_GONE = """INSERT INTO chunk_search (chunk_search, rowid, heading, text)
    VALUES ('delete', old.id, old.heading, old.text);"""

MIGRATIONS = (
    Migration(
        "documents",
        (
            f"PRAGMA application_id = {APPLICATION_ID}",
            """CREATE TABLE document (
                id INTEGER PRIMARY KEY,
                path TEXT NOT NULL UNIQUE, folder TEXT NOT NULL, name TEXT NOT NULL,
                bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, digest TEXT NOT NULL,
                problem TEXT NOT NULL, note TEXT NOT NULL, embedder TEXT NOT NULL, indexed_at TEXT NOT NULL
            )""",
            """CREATE TABLE chunk (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
                number INTEGER NOT NULL, page INTEGER NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL,
                vector BLOB NOT NULL
            )""",
            "CREATE INDEX chunk_by_document ON chunk (document, number)",
            """CREATE VIRTUAL TABLE chunk_search USING fts5 (
                heading, text, content = 'chunk', content_rowid = 'id',
                tokenize = 'porter unicode61 remove_diacritics 2'
            )""",
            f"CREATE TRIGGER chunk_added AFTER INSERT ON chunk BEGIN {_CHUNK} END",
            f"CREATE TRIGGER chunk_removed AFTER DELETE ON chunk BEGIN {_GONE} END",
            "CREATE TABLE state (generation INTEGER NOT NULL)",
            "INSERT INTO state VALUES (0)",
        ),
    ),
)
_DOCUMENTS = text("""
    SELECT document.*, count(chunk.id) AS passages FROM document LEFT JOIN chunk ON chunk.document = document.id
    GROUP BY document.id ORDER BY folder, name
""")
_PASSAGES = text("""
    SELECT chunk.id, document.name, document.path, chunk.text, chunk.number, chunk.page, chunk.heading
    FROM chunk JOIN document ON document.id = chunk.document WHERE chunk.id IN (SELECT value FROM json_each(:ids))
""")
_BY_WORDS = text("""
    SELECT rowid FROM chunk_search WHERE chunk_search MATCH :words ORDER BY bm25(chunk_search, 0.5, 1.0) LIMIT :limit
""")


class DocumentIndex:
    """The passages. Every method may be called from any thread and raises DatabaseError."""

    def __init__(self, path: Path) -> None:
        """Open the file, which is made if it is not there. Raises DatabaseError."""
        self._database = Database.open(path, migrations=MIGRATIONS, readers=QueuePool)

    def documents(self) -> list[DocumentRecord]:
        """Return every document, by folder and name."""
        with self._database.read() as db:
            return [_record(row) for row in db.execute(_DOCUMENTS).mappings()]

    def put(self, record: DocumentRecord, chunks: Sequence[tuple[str, int, str]], vectors: Matrix) -> None:
        """Keep a document with its passages (text, page, heading) and their vectors, in place of what was of it."""
        rows = [
            {"number": number, "page": page, "heading": escaped(heading), "text": escaped(words), "vector": placed}
            for number, ((words, page, heading), placed) in enumerate(
                zip(chunks, (vector.astype(np.float32).tobytes() for vector in vectors), strict=True), 1
            )
        ]
        with self._database.write() as db:
            self._delete(db, [record.path])
            document = _insert(db, record)
            if rows:
                db.execute(
                    text(
                        "INSERT INTO chunk (document, number, page, heading, text, vector)"
                        " VALUES (:document, :number, :page, :heading, :text, :vector)"
                    ),
                    [row | {"document": document} for row in rows],
                )

    def touch(self, record: DocumentRecord) -> None:
        """Note other times and sizes of a document whose words are the same."""
        with self._database.write() as db:
            db.execute(
                text("UPDATE document SET bytes = :bytes, mtime_ns = :mtime WHERE path = :path"),
                {"bytes": record.bytes, "mtime": record.mtime_ns, "path": escaped(record.path)},
            )

    def remove(self, paths: Sequence[str]) -> None:
        """Delete documents with all their passages; what they held cannot be read from the disk any more."""
        if paths:
            with self._database.write() as db:
                self._delete(db, paths)

    @property
    def generation(self) -> int:
        """Goes up whenever passages came or went, by whichever program."""
        with self._database.read() as db:
            return int(db.execute(text("SELECT generation FROM state")).scalar_one())

    def vectors(self, embedder: str) -> tuple[NDArray[np.int64], Matrix]:
        """Return the ids of all passages that an embedder placed, and their vectors."""
        wanted = text(
            "SELECT chunk.id, chunk.vector FROM chunk JOIN document ON document.id = chunk.document"
            " WHERE document.embedder = :embedder ORDER BY chunk.id"
        )
        with self._database.read() as db:
            rows = db.execute(wanted, {"embedder": escaped(embedder)}).all()
        ids = np.array([row[0] for row in rows], np.int64)
        whole = np.frombuffer(b"".join(row[1] for row in rows), np.float32)
        return ids, whole.reshape(len(rows), -1) if rows else np.zeros((0, 1), np.float32)

    def by_words(self, words: Sequence[str], limit: int) -> list[int]:
        """Return the ids of passages that hold any of the words, in any of their English forms, the best first."""
        wanted = " OR ".join(f'"{word}"' for word in words if '"' not in word)
        if not wanted:
            return []
        with self._database.read() as db:
            return list(db.execute(_BY_WORDS, {"words": wanted, "limit": limit}).scalars())

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """Return passages by id; those that went meanwhile are not among them."""
        with self._database.read() as db:
            rows = db.execute(_PASSAGES, {"ids": json.dumps([int(one) for one in ids])}).all()
        return {
            row[0]: Passage(restored(row[1]), restored(row[2]), restored(row[3]), row[4], row[5], restored(row[6]))
            for row in rows
        }

    def close(self) -> None:
        """Let go of the file. Harmless the second time."""
        self._database.close()

    def _delete(self, db: Session, paths: Sequence[str]) -> None:
        self._database.overwrite_deleted(db)
        gone = json.dumps([escaped(path) for path in paths])
        ids = "SELECT id FROM document WHERE path IN (SELECT value FROM json_each(:gone))"
        db.execute(text(f"DELETE FROM chunk WHERE document IN ({ids})"), {"gone": gone})
        db.execute(text(f"DELETE FROM document WHERE id IN ({ids})"), {"gone": gone})
        db.execute(text("UPDATE state SET generation = generation + 1"))


def _insert(db: Session, record: DocumentRecord) -> int:
    made = db.execute(
        text(
            "INSERT INTO document (path, folder, name, bytes, mtime_ns, digest, problem, note, embedder, indexed_at)"
            " VALUES (:path, :folder, :name, :bytes, :mtime, :digest, :problem, :note, :embedder, :at)"
            " RETURNING id"
        ),
        {
            "path": escaped(record.path), "folder": escaped(record.folder), "name": escaped(record.document),
            "bytes": record.bytes, "mtime": record.mtime_ns, "digest": record.digest,
            "problem": escaped(record.problem), "note": record.note, "embedder": escaped(record.embedder),
            "at": datetime.now(UTC).isoformat(),
        },
    )  # fmt: skip
    return int(made.scalar_one())


def _record(row: Any) -> DocumentRecord:
    return DocumentRecord(
        folder=restored(row["folder"]),
        document=restored(row["name"]),
        path=restored(row["path"]),
        bytes=row["bytes"],
        mtime_ns=row["mtime_ns"],
        digest=row["digest"],
        passages=row["passages"],
        problem=restored(row["problem"]),
        note=row["note"],
        embedder=restored(row["embedder"]),
        indexed_at=datetime.fromisoformat(row["indexed_at"]),
    )
