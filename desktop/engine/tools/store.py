"""A small JSON list on disk that is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from desktop import log

T = TypeVar("T")


_Stamp = tuple[int, int, int]


class JsonList(Generic[T]):
    """A list of plain values of one kind, kept in one file; in memory only when there is no path.

    What another process writes into the file is seen here, too.
    """

    def __init__(self, path: Path | None, kind: type[T]) -> None:
        self._path = path
        self._form: TypeAdapter[list[T]] = TypeAdapter(list[kind])  # type: ignore[valid-type]  # known at run time only
        self._stamp = self._look()
        self._items = self._read()

    @property
    def items(self) -> list[T]:
        """A copy of the list."""
        stamp = self._look()
        if stamp != self._stamp:
            self._stamp, self._items = stamp, self._read()
        return list(self._items)

    def replace(self, items: list[T]) -> None:
        """Write a new list. Raises OSError when the disk refuses; the old list then stays."""
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part = self._path.with_suffix(".part")
            with part.open("wb") as file:
                file.write(self._form.dump_json(items, indent=1))
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
            self._stamp = self._look()
        self._items = list(items)

    def _look(self) -> _Stamp | None:
        """What changes whenever the file does; None without one."""
        try:
            found = self._path.stat() if self._path is not None else None
        except OSError:
            return None
        return None if found is None else (found.st_ino, found.st_mtime_ns, found.st_size)

    def _read(self) -> list[T]:
        if self._path is None or not self._path.exists():
            return []
        try:
            return self._form.validate_json(self._path.read_bytes(), strict=True)
        except ValueError as error:
            kept = self._path.with_suffix(".damaged")
            self._path.replace(kept)
            self._stamp = None
            log.engine.warning("%s was damaged (%s); it was kept as %s", self._path.name, error, kept.name)
            return []
