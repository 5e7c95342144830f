"""Files that say who is alive: a lock on one ends with the process that holds it, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

_FAR = 1 << 30
"""Offset of the byte that is locked where locks are on ranges: beyond what is ever written."""

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        here = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(descriptor, here, os.SEEK_SET)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def hold(file: IO[bytes]) -> bool:
    """Lock an open file until it is closed; False when another process, or this one, holds it already."""
    try:
        _lock(file.fileno())
    except OSError:
        return False
    return True


class Leases:
    """Which of the sessions in a database a living process is recording. One thread takes and releases."""

    def __init__(self, database: Path) -> None:
        """They lie in a folder beside `database`, which is made when the first is taken."""
        self._folder = database.with_name(database.name + ".active")
        self._held: dict[str, IO[bytes]] = {}

    def take(self, session: str) -> None:
        """Say that this process records the session. Raises OSError."""
        if session not in self._held:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = (self._folder / session).open("ab")
            hold(file)  # held by another process the session is just as much alive
            self._held[session] = file

    def release(self, session: str) -> None:
        """Say that it does so no longer."""
        file = self._held.pop(session, None)
        if file is not None:
            file.close()
            (self._folder / session).unlink(missing_ok=True)

    def release_all(self) -> None:
        """The same for every session."""
        for session in list(self._held):
            self.release(session)

    def is_taken(self, session: str) -> bool:
        """Whether a living process records the session; what a dead one left is cleared away."""
        path = self._folder / session
        if session in self._held:
            return True
        try:
            file = path.open("r+b")
        except OSError:  # there is none, or it cannot be opened: then nobody could have taken it either
            return False
        with file:
            if not hold(file):
                return True
        path.unlink(missing_ok=True)
        return False
