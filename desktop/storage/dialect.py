"""What the two kinds of database do in their own way, as `Database` asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine
from sqlmodel import Session

from desktop.errors import DatabaseError


@dataclass(frozen=True, slots=True)
class Sizes:
    """Of what a database keeps its rows in."""

    schema_version: int
    bytes: int
    empty_bytes: int
    """Of these, what deleted rows left, as far as that is known."""
    log_bytes: int
    """Of the write-ahead log beside it."""


class Dialect(Protocol):
    """One opened database of its kind."""

    writer: Engine
    """Its transactions wait for those of other writers in the same home."""
    reader: Engine
    """Its transactions see one consistent state and change nothing."""
    machine: str
    """Whose sessions this home answers for, see `SessionRow.machine`."""

    @property
    def version(self) -> str:
        """Name and version of the software that keeps the rows."""

    def prepare(self) -> None:
        """Create what is missing and bring the schema to the newest version. Raises DatabaseError and errors to
        be explained."""

    def explain(self, error: Exception) -> DatabaseError | None:
        """Return what a driver's error means to the user; None when the statement was wrong."""

    def may_pass(self, error: BaseException) -> bool:
        """Whether another attempt to open it may succeed at once."""

    def overwrite_deleted(self, db: Session) -> None:
        """See that what this transaction deletes cannot be read from the disk, where that can be chosen."""

    def measure(self, db: Session) -> Sizes:
        """Return how large things are."""
