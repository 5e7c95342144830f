"""What SQLite's errors mean to a person."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from desktop.errors import DatabaseError


def code_of(error: DBAPIError | sqlite3.Error) -> int:
    """Return SQLite's primary result code; SQLITE_ERROR where the driver gave none."""
    # the low byte is the primary code; the rest tells variants apart
    code: int = getattr(_cause(error), "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF


def is_bug(error: DBAPIError | sqlite3.Error) -> bool:
    """Return whether the statement was wrong rather than the file: nothing the user could mend."""
    return isinstance(_cause(error), (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError))


def _cause(error: DBAPIError | sqlite3.Error) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def explain(error: DBAPIError | sqlite3.Error, path: Path) -> DatabaseError:
    """Return what went wrong with the database at `path`, and what the user can do about it."""
    cause, code = _cause(error), code_of(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseError(
            f"the database {path} is locked by another program",
            advice="close the other program that uses it; Sotto tries again by itself",
        )
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return damaged(path, str(cause))
    if code == sqlite3.SQLITE_FULL:
        return DatabaseError(f"the disk that holds {path} is full", advice="free some space on it")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return unreachable(path)
    return DatabaseError(
        f"the database {path} failed: {cause}",
        advice="check the disk that holds it, or set SOTTO_HOME to a folder on another one",
    )


def damaged(path: Path, detail: str) -> DatabaseError:
    """Return the error for a file that SQLite cannot make sense of."""
    return DatabaseError(
        f"{path} is damaged or not a database ({detail})",
        advice=f"move {path} away; Sotto starts a new one. A copy may lie beside it, ending in .bak",
    )


def foreign(path: Path) -> DatabaseError:
    """Return the error for a sound database that another program made."""
    return DatabaseError(
        f"{path} is a database of another program",
        advice=f"move {path} away, or set SOTTO_HOME to another folder",
    )


def newer(path: Path, version: int, known: int) -> DatabaseError:
    """Return the error for a schema that this Sotto does not know."""
    return DatabaseError(
        f"the database {path} was written by a newer Sotto (schema {version}, this one knows {known})",
        advice="update Sotto, or set SOTTO_HOME to another folder",
    )


def unreachable(path: Path) -> DatabaseError:
    """Return the error for a file that cannot be opened for writing, naming what stands in the way."""
    folder = path.parent
    if path.is_dir():
        return DatabaseError(f"{path} is a folder, not a database", advice=f"move the folder {path} away")
    if not folder.is_dir():
        return DatabaseError(
            f"the folder {folder} for the database cannot be made",
            advice="set SOTTO_HOME to a folder you may write to",
        )
    if path.exists() and not os.access(path, os.W_OK):
        return DatabaseError(
            f"the database {path} is read-only",
            advice=f"give yourself write permission on {path}, or set SOTTO_HOME to another folder",
        )
    return DatabaseError(
        f"the folder {folder} of the database is read-only",
        advice=f"give yourself write permission on {folder}, or set SOTTO_HOME to another folder",
    )
