"""A file of its own for somebody else's rows, a pack's above all: its schema is made by steps written in SQL."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import QueuePool
from sqlalchemy.exc import DBAPIError

from desktop.errors import DatabaseError
from desktop.storage import failures
from desktop.storage.database import Database
from desktop.storage.migration import Migration
from desktop.storage.migrations import APPLICATION_ID
from desktop.wording import marked

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_OURS = frozenset(
    ("begin", "commit", "end", "rollback", "savepoint", "release", "pragma", "attach", "detach", "vacuum")
)
"""What statements begin with that would break the transaction of a step, or are Sotto's to say."""


def open_own(path: Path, steps: Sequence[Path], *, busy_ms: int) -> Database:
    """Open or create the file at `path`, with the schema that `steps` make: files of SQL, applied in order.

    A file to which more steps were applied is not opened. An older one is copied first, and a step that would lose
    rows is taken back. `busy_ms` is how many milliseconds a lock is waited for. Raises DatabaseError as
    `Database.open` does, and when a step cannot be read or is not SQL.
    """
    migrations = [Migration(step.stem, tuple(_statements(step, first=step == steps[0]))) for step in steps]
    try:
        return Database.open(path, busy_ms=busy_ms, migrations=migrations, readers=QueuePool)
    except DatabaseError as error:
        cause = error.__cause__
        if isinstance(cause, DBAPIError) and failures.code_of(cause) == sqlite3.SQLITE_ERROR:
            raise _wrong(steps[0].parent, str(cause.orig)) from error
        raise


def _statements(step: Path, *, first: bool) -> Iterator[str]:
    """The statements of a step; the first one marks the file as one of Sotto's."""
    if first:
        yield f"PRAGMA application_id = {APPLICATION_ID}"
    try:
        text = step.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(step, str(error)) from error
    held = ""
    for piece in re.split(r"(?<=;)", text):
        held += piece
        if not sqlite3.complete_statement(held):
            continue
        if words := _COMMENT.sub(" ", held).split():
            word = words[0].rstrip(";")
            if word.casefold() in _OURS:
                said = marked("{word} has no place in a step, which is one transaction of Sotto's", word=word)
                raise _wrong(step, said)
            yield held.strip()
        held = ""
    if _COMMENT.sub(" ", held).strip():
        raise _wrong(step, marked("its last statement does not end with a semicolon"))


def _wrong(step: Path, what: str) -> DatabaseError:
    message = marked("the migrations cannot be used: {step}: {what}", step=step, what=what)
    return DatabaseError(message, advice=marked("mend them"))
