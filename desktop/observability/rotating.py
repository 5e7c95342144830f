"""A file of lines that is rotated by size, also when several processes write to it."""

from __future__ import annotations

import contextlib
import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

PARTS = 5
"""Files that together hold what is kept."""
_LOCK_S = 2.0
"""How long another process may take to turn the files."""


class RotatingLines(RotatingFileHandler):
    """Appends lines. The newest are in the file itself, older ones in those with a number behind the name."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        """Prepare; the file is opened by the first line. All parts together stay below `most_bytes`."""
        self._path = path
        super().__init__(
            path, maxBytes=max(1, most_bytes // PARTS), backupCount=PARTS - 1, encoding="utf-8", delay=True
        )

    def write(self, *lines: str) -> None:
        """Append lines, at once. Raises OSError when that cannot be done; the next ones try anew."""
        try:
            self.emit(logging.makeLogRecord({"msg": "\n".join(lines)}))
        except OSError:
            self._let_go()
            raise

    def format(self, record: logging.LogRecord) -> str:
        """What is written of a record: the lines as they are."""
        return str(record.msg)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's name
        """Hand on what was raised: whoever writes tells of it, where logging would print it."""
        raise

    def shouldRollover(self, record: logging.LogRecord) -> int:  # noqa: N802 - logging's name
        """Whether the file is full; one that another process has renamed, or deleted, is first left."""
        if not self._is_current():
            self._let_go()
        if self.stream is None:
            self.stream = self._open()
        # all that was written is in the file, and what is appended needs no seeking: the system knows its size
        return os.fstat(self.stream.fileno()).st_size + len(self.format(record)) + 1 >= self.maxBytes

    def doRollover(self) -> None:  # noqa: N802 - logging's name
        """Turn the files, unless another process just did."""
        from filelock import FileLock  # here: it is slow to import, and seldom needed

        with FileLock(self._path.with_suffix(".lock"), timeout=_LOCK_S):
            if self._is_current():
                super().doRollover()
            else:
                self._let_go()

    def close(self) -> None:
        """Close the file; a line that a full disk refused is given up. Harmless when closed."""
        self._let_go()
        super().close()

    def _open(self) -> TextIOWrapper:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        cut = _is_cut_off(descriptor)
        stream = os.fdopen(descriptor, "a", encoding="utf-8")
        if cut:  # or the next line would be lost with the one that is not whole
            stream.write("\n")
        return stream

    def _is_current(self) -> bool:
        if self.stream is None:
            return True
        try:
            return os.path.samestat(os.fstat(self.stream.fileno()), self._path.stat())
        except FileNotFoundError:
            return False

    def _let_go(self) -> None:
        stream, self.stream = self.stream, None
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


def parts_of(path: Path) -> list[Path]:
    """Return where the parts may lie, the newest first."""
    return [path, *(path.with_name(f"{path.name}.{number}") for number in range(1, PARTS))]


def _is_cut_off(descriptor: int) -> bool:
    """Whether the last line has no end: a process was killed, or the disk was full, while it was written."""
    if not os.fstat(descriptor).st_size:
        return False
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1) != b"\n"
