"""Where a model is put together before it takes its place at once; one process at a time."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.errors import DownloadError
from desktop.paths import Paths
from desktop.wording import marked

_FOLDER = ".downloads"
RESERVE = 64 << 20
"""Bytes that stay free on the disk."""
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Staging:
    """The unfinished state of one model, kept from one try to the next."""

    def __init__(self, paths: Paths, model_id: str) -> None:
        self._models = paths.models
        self._id = model_id
        self.folder = paths.models / _FOLDER / model_id
        """Part files lie here."""
        self.ready = self.folder / "ready"
        """Whole files that were checked; this folder becomes the model."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it against other processes and threads. Raises DownloadError when one of them holds it or the disk
        does not take what is written inside.
        """
        from filelock import FileLock, Timeout  # here: the window loads this module before it is painted

        try:
            self.ready.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder.parent / f"{self._id}.lock", timeout=0):
                yield
        except Timeout as error:
            raise DownloadError(
                marked("{id} is being downloaded or imported already", id=self._id),
                advice=marked("wait for that to end"),
            ) from error
        except OSError as error:
            if error.errno in _FULL:
                raise DownloadError(
                    marked("the disk is full"), advice=marked("make room, and try again: what came is kept")
                ) from error
            raise DownloadError(
                marked("{models} cannot be written: {strerror}", models=self._models, strerror=error.strerror),
                advice=marked("make it writable, or set SOTTO_HOME"),
            ) from error

    def bytes_there(self) -> int:
        """How much has arrived so far; may be asked while it changes."""
        try:
            return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        except FileNotFoundError:  # a file took its place meanwhile
            return 0

    def keep_only(self, wanted: Iterable[Path]) -> None:
        """Delete what belongs to another state of the model."""
        kept = set(wanted)
        for path in list(self.folder.rglob("*")):
            if path.is_file() and path not in kept:
                path.unlink()

    def check_room(self, missing: int, title: str) -> None:
        """Raise DownloadError unless so many bytes fit on the disk."""
        free = shutil.disk_usage(self.folder).free
        if free < missing + RESERVE:
            raise DownloadError(
                marked(
                    "{title} needs {needed} on the disk, and {free} are free",
                    title=title,
                    needed=megabytes(missing + RESERVE),
                    free=megabytes(free),
                ),
                advice=marked("make room, or let SOTTO_HOME name a folder on another disk"),
            )

    def install(self) -> Path:
        """Put the model in its place, at once and in that of an older state; returns its folder. Raises OSError."""
        target, old = self._models / self._id, self.folder / "old"
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.replace(old)
        try:
            self.ready.replace(target)
        except OSError:
            if old.exists():
                old.replace(target)
            raise
        shutil.rmtree(self.folder, ignore_errors=True)
        return target

    def discard(self) -> None:
        """Delete what has arrived so far."""
        shutil.rmtree(self.folder, ignore_errors=True)


def unfinished(paths: Paths) -> dict[str, int]:
    """Ids of downloads that were begun and not finished, and the bytes that are there of each."""
    folder = paths.models / _FOLDER
    if not folder.is_dir():
        return {}
    states = {path.name: Staging(paths, path.name).bytes_there() for path in folder.iterdir() if path.is_dir()}
    return {name: size for name, size in states.items() if size}


def megabytes(size: int) -> str:
    """A number of bytes for people, in units of 1,000,000."""
    if size >= 1e9:
        return marked("{size:,.1f} GB", size=size / 1e9)
    megabytes = size / 1e6
    return marked("{size:,.1f} MB", size=megabytes) if size < 1e7 else marked("{size:,.0f} MB", size=megabytes)
