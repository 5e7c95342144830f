"""Whether Sotto ended in the usual way: asked before the window opens, so nothing heavy is loaded for it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from desktop.storage.lease import Leases


def ended_uncleanly(path: Path) -> bool:
    """Whether a session was left open that no living process records, or the file cannot even tell.

    Raises DatabaseError when it is locked.
    """
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=2)) as connection:
            left = [str(row[0]) for row in connection.execute("SELECT id FROM session WHERE state = 'active'")]
    except sqlite3.DatabaseError as error:
        from desktop.storage import failures

        if failures.code_of(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return True
        if failures.code_of(error) == sqlite3.SQLITE_ERROR:  # no such table: empty, or of another program
            return False
        raise failures.explain(error, path) from error
    leases = Leases(path)
    return any(not leases.is_taken(one) for one in left)
