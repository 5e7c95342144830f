"""What is known of the user's documents. Plain records, shared by the engine and by what keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that was found."""

    document: str
    """Its path below the folder that was named, with forward slashes."""
    path: str
    """Where it lies."""
    text: str
    number: int
    """Of the piece within its document, from 1."""
    page: int = 0
    """From 1; 0 where a document has no pages."""
    heading: str = ""
    """The last heading before it."""
    score: float = 0.0
    """Of the search; only their order means anything."""
    by_words: bool = False
    """Whether it holds words of the question, and is not only alike in meaning."""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One file of a folder that was named."""

    folder: str
    document: str
    """Its path below the folder, with forward slashes."""
    path: str
    bytes: int
    mtime_ns: int
    digest: str
    """SHA-256 of its bytes; empty where they could not be read."""
    passages: int
    problem: str = ""
    """Why it cannot be searched; empty where it can."""
    note: str = ""
    """What is to be known of how it was read."""
    embedder: str = ""
    """What placed its passages."""
    indexed_at: datetime | None = None
