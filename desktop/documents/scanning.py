"""The documents of a folder, as the disk shows them now."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.documents.reading import SUFFIXES
from desktop.wording import marked

MOST_FILES = 20_000
"""Of one folder."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file whose name says that it is a document."""

    folder: str
    document: str
    """Path below the folder, with forward slashes."""
    path: Path
    bytes: int = 0
    mtime_ns: int = 0
    problem: str = ""
    """Why it cannot even be looked at."""


def scan(folder: Path, check: Callable[[], None]) -> Iterator[FoundFile]:
    """Give the documents in a folder and those below it, hidden ones left out; links to folders are not followed.

    `check` may raise Cancelled. Raises OSError when the folder itself is not there or may not be read.
    """
    os.scandir(folder).close()  # below, `os.walk` would pass over what is missing
    given = 0
    for at, folders, files in os.walk(folder):
        check()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.startswith(".") or Path(name).suffix.lower() not in SUFFIXES:
                continue
            if given == MOST_FILES:
                return
            given += 1
            yield _looked_at(folder, Path(at) / name)


def _looked_at(folder: Path, path: Path) -> FoundFile:
    document = path.relative_to(folder).as_posix()
    try:
        found = path.stat()
    except OSError as error:  # a link that leads nowhere, or to itself
        why = marked("it cannot be looked at: {reason}", reason=error.strerror)
        return FoundFile(str(folder), document, path, problem=why)
    if not stat.S_ISREG(found.st_mode):
        return FoundFile(str(folder), document, path, problem=marked("it is no file"))
    return FoundFile(str(folder), document, path, found.st_size, found.st_mtime_ns)
