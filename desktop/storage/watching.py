"""Lets SQLite be interrupted in the middle of a long statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from desktop.errors import Cancelled
from desktop.job import Job

_OFTEN = 20_000
"""Steps of SQLite's machine between two looks: about a millisecond."""


@contextmanager
def watched(connection: sqlite3.Connection, job: Job | None) -> Iterator[None]:
    """Interrupt what runs on a connection once the job is to stop; its transaction is then taken back.

    Raises Cancelled.
    """
    if job is None:
        yield
        return
    connection.set_progress_handler(lambda: int(job.stopped), _OFTEN)
    try:
        job.check()
        yield
    except (sqlite3.Error, DBAPIError) as error:
        if job.stopped:
            raise Cancelled("told to stop") from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
