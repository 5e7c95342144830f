"""The event log read back, from the oldest line to those that are yet to come."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from desktop.errors import UserFacingError
from desktop.observability.log_entry import Level, Logged
from desktop.observability.rotating import parts_of
from desktop.wording import marked


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What is wanted; all must hold."""

    session: str = ""
    """Beginning of its id."""
    types: tuple[str, ...] = ()
    """Any of these, or of what begins with one of these and a point."""
    level: Level = Level.DEBUG
    """At least."""
    since: datetime | None = None
    """Aware; from then on."""
    until: datetime | None = None
    """Aware; before then."""

    def passes(self, line: Logged) -> bool:
        """Whether a line is wanted."""
        return (
            line.session.startswith(self.session)
            and (not self.types or any(line.type == one or line.type.startswith(f"{one}.") for one in self.types))
            and line.level.rank >= self.level.rank
            and (self.since is None or line.utc >= self.since)
            and (self.until is None or line.utc < self.until)
        )

    def of(self, lines: Iterable[str]) -> Iterator[Logged]:
        """Give those that are wanted and whole."""
        for line in lines:
            logged = Logged.parse(line)
            if logged is not None and self.passes(logged):
                yield logged


class Tail:
    """Reads whole lines in order, through all parts of the log, and goes on where it left off."""

    def __init__(self, path: Path) -> None:
        """`path` is the newest part; it need not be there yet."""
        self._path = path
        self._file: BinaryIO | None = None

    def lines(self) -> Iterator[str]:
        """Give what was added since the last call; at first, all there is.

        Raises UserFacingError when a part cannot be read.
        """
        yield from self._rest()
        while (following := self._following()) is not None:
            yield from self._rest()  # what came between the last look and the renaming
            self.close()
            self._file = following
            yield from self._rest()

    def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _rest(self) -> Iterator[str]:
        file = self._file
        if file is None:
            return
        if os.fstat(file.fileno()).st_size < file.tell():  # somebody emptied it
            file.seek(0)
        while raw := file.readline():
            if not raw.endswith(b"\n"):  # it is being written
                file.seek(-len(raw), os.SEEK_CUR)
                return
            yield raw.decode("utf-8", "replace")

    def _following(self) -> BinaryIO | None:
        """The part that comes after the one being read; None when that is the newest."""
        newer: BinaryIO | None = None
        own = None if self._file is None else os.fstat(self._file.fileno())
        for part in parts_of(self._path):  # from the newest back, so that a renaming meanwhile hides none
            try:
                file = part.open("rb")
            except FileNotFoundError:
                continue
            except OSError as error:
                raise UserFacingError(
                    marked("the event log {path} cannot be read: {reason}", path=part, reason=error.strerror),
                    advice=marked("make sure that you may read that file and its folder"),
                ) from error
            if own is not None and os.path.samestat(own, os.fstat(file.fileno())):
                file.close()
                return newer
            if newer is not None:
                newer.close()
            newer = file
        return newer
