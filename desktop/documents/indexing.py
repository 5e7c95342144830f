"""Brings the index to what lies in the folders: reads what is new or changed, drops what is gone, leaves the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop.documents.chunking import chunks_of
from desktop.documents.finding import placed
from desktop.documents.reading import DocumentError, read_bytes, read_document
from desktop.documents.scanning import FoundFile, scan
from desktop.engine.embedding import Embedder
from desktop.job import Job
from desktop.passages import DocumentRecord
from desktop.storage.document_index import DocumentIndex
from desktop.wording import marked


@dataclass(slots=True)
class Indexed:
    """What was done."""

    read: list[str] = field(default_factory=list)
    """Paths of documents that are new or changed, and can be searched."""
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    """Paths of those that are gone from their folder, or whose folder is no longer named."""
    failed: dict[str, str] = field(default_factory=dict)
    """Why documents cannot be searched, by path; those known from before are among them."""
    missing: list[str] = field(default_factory=list)
    """Folders that are not there; what was read of them before is kept."""


def refresh(index: DocumentIndex, embedder: Embedder, folders: Sequence[Path], job: Job) -> Indexed:
    """Do it, document by document, each in one transaction; what was done stays when `job` is stopped.

    Raises Cancelled, DatabaseError, ModelError.
    """
    done = Indexed()
    known = {record.path: record for record in index.documents()}
    found = _found(folders, done, job)
    _drop(index, known, found, done)
    for number, file in enumerate(found.values()):
        job.tell(marked("Reading {name}", name=file.path.name), number / len(found))
        _take(index, embedder, file, known.get(str(file.path)), done, job)
    return done


def _found(folders: Sequence[Path], done: Indexed, job: Job) -> Mapping[str, FoundFile]:
    """Every document by path, once, also where one folder lies in another."""
    found: dict[str, FoundFile] = {}
    for folder in folders:
        try:
            for file in scan(folder, job.check):
                found.setdefault(str(file.path), file)
        except OSError:
            done.missing.append(str(folder))
    return found


def _drop(
    index: DocumentIndex, known: Mapping[str, DocumentRecord], found: Mapping[str, FoundFile], done: Indexed
) -> None:
    """Forget what is gone; a folder that is not there at the moment is no reason to."""
    away = [path for path, record in known.items() if path not in found and record.folder not in done.missing]
    index.remove(away)
    done.removed += away


def _take(
    index: DocumentIndex, embedder: Embedder, file: FoundFile, known: DocumentRecord | None, done: Indexed, job: Job
) -> None:
    """Read a document if that is necessary. One that cannot be read is noted with the reason."""
    if known is not None and _is_same(file, known, embedder):
        _count(known, done)
        return
    record = DocumentRecord(
        file.folder, file.document, str(file.path), file.bytes, file.mtime_ns, "", 0, embedder=embedder.name
    )
    try:
        if file.problem:
            raise DocumentError(file.problem, advice="")
        content = read_bytes(file.path)
        record = replace(record, digest=hashlib.sha256(content).hexdigest())
        if known is not None and (known.digest, known.embedder) == (record.digest, embedder.name):
            index.touch(record)
            _count(known, done)
            return
        _put(index, embedder, record, content, file.path.suffix, job.check)
        done.read.append(record.path)
    except DocumentError as error:
        index.put(replace(record, problem=f"{error}; {error.advice}".rstrip("; ")), [], placed(embedder, []))
        done.failed[record.path] = error.message


def _put(
    index: DocumentIndex,
    embedder: Embedder,
    record: DocumentRecord,
    content: bytes,
    suffix: str,
    check: Callable[[], None],
) -> None:
    reading = read_document(suffix, content, check)
    chunks = chunks_of(reading.pages)
    vectors = placed(embedder, [f"{chunk.heading} {chunk.text}" for chunk in chunks], check)
    index.put(
        replace(record, note=reading.note), [(chunk.text, chunk.page, chunk.heading) for chunk in chunks], vectors
    )


def _is_same(file: FoundFile, known: DocumentRecord, embedder: Embedder) -> bool:
    same = (file.bytes, file.mtime_ns, file.folder) == (known.bytes, known.mtime_ns, known.folder)
    return same and known.embedder == embedder.name and bool(known.digest)


def _count(known: DocumentRecord, done: Indexed) -> None:
    if known.problem:
        done.failed[known.path] = known.problem
    else:
        done.unchanged += 1
