"""What SQLite's errors mean to a person."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from desktop.errors import DatabaseError
from desktop.wording import marked


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
            marked("the database {path} is locked by another program", path=path),
            advice=marked("close the other program that uses it; Sotto tries again by itself"),
        )
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return damaged(path, str(cause))
    if code == sqlite3.SQLITE_FULL:
        return DatabaseError(
            marked("the disk that holds {path} is full", path=path), advice=marked("free some space on it")
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return unreachable(path)
    return DatabaseError(
        marked("the database {path} failed: {cause}", path=path, cause=cause),
        advice=marked("check the disk that holds it, or set SOTTO_HOME to a folder on another one"),
    )


def damaged(path: Path, detail: str) -> DatabaseError:
    """Return the error for a file that SQLite cannot make sense of."""
    return DatabaseError(
        marked("{path} is damaged or not a database ({detail})", path=path, detail=detail),
        advice=marked(
            "move {path} away; Sotto starts a new one. A copy may lie beside it, ending in .bak", path=path
        ),
    )


def foreign(path: Path) -> DatabaseError:
    """Return the error for a sound database that another program made."""
    return DatabaseError(
        marked("{path} is a database of another program", path=path),
        advice=marked("move {path} away, or set SOTTO_HOME to another folder", path=path),
    )


def newer(path: Path, version: int, known: int) -> DatabaseError:
    """Return the error for a schema that this Sotto does not know."""
    return DatabaseError(
        marked(
            "the database {path} was written by a newer Sotto (schema {version}, this one knows {known})",
            path=path,
            version=version,
            known=known,
        ),
        advice=marked("update Sotto, or set SOTTO_HOME to another folder"),
    )


def unreachable(path: Path) -> DatabaseError:
    """Return the error for a file that cannot be opened for writing, naming what stands in the way."""
    folder = path.parent
    if path.is_dir():
        return DatabaseError(
            marked("{path} is a folder, not a database", path=path),
            advice=marked("move the folder {path} away", path=path),
        )
    if not folder.is_dir():
        return DatabaseError(
            marked("the folder {folder} for the database cannot be made", folder=folder),
            advice=marked("set SOTTO_HOME to a folder you may write to"),
        )
    if path.exists() and not os.access(path, os.W_OK):
        return DatabaseError(
            marked("the database {path} is read-only", path=path),
            advice=marked("give yourself write permission on {path}, or set SOTTO_HOME to another folder", path=path),
        )
    return DatabaseError(
        marked("the folder {folder} of the database is read-only", folder=folder),
        advice=marked(
            "give yourself write permission on {folder}, or set SOTTO_HOME to another folder", folder=folder
        ),
    )
