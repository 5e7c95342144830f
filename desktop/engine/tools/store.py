"""A small JSON list on disk that is written whole or not at all."""

from __future__ import annotations

import itertools
import os
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from desktop.errors import ListError
from desktop.wording import marked

T = TypeVar("T")


_Stamp = tuple[int, int, int]


class JsonList(Generic[T]):
    """A list of plain values of one kind, kept in one file of the user's own; in memory only when there is no path.

    What another process writes into the file is seen here, too.
    """

    def __init__(self, path: Path | None, kind: type[T]) -> None:
        """Nothing is read before it is asked for."""
        self._path = path
        self._form: TypeAdapter[list[T]] = TypeAdapter(list[kind])  # type: ignore[valid-type]  # known at run time only
        self._stamp: _Stamp | None = None
        self._items: list[T] = []

    @property
    def items(self) -> list[T]:
        """A copy of the list.

        Raises ListError when it cannot be read, and once when it is damaged: the file is then put aside, under a
        name of its own.
        """
        stamp = self._look()
        if stamp != self._stamp:
            self._items = self._read()
            self._stamp = stamp
        return list(self._items)

    def replace(self, items: list[T]) -> None:
        """Write a new list. Raises OSError when the disk refuses, ListError as `items`; the old list then stays."""
        if self._path is not None:
            _ = self.items  # one that cannot be read is not overwritten
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part = self._path.with_suffix(".part")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                part.chmod(0o600)
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
        if self._path is None:
            return []
        try:
            content = self._path.read_bytes()
            with suppress(OSError):  # it holds the user's words
                self._path.chmod(0o600)
            return self._form.validate_json(content, strict=True)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ListError(
                marked("{path} cannot be read: {reason}", path=self._path, reason=error.strerror),
                advice=marked("make sure that you may read that file and its folder"),
            ) from error
        except ValueError as error:  # what it says may quote the user
            raise self._put_aside(self._path) from error

    def _put_aside(self, path: Path) -> ListError:
        """Move a damaged file out of the way, and return what is to be told of it."""
        kept = next(
            name
            for number in itertools.count(1)
            if not (name := path.with_suffix(".damaged" if number == 1 else f".damaged-{number}")).exists()
        )
        message = marked("the list in {path} is damaged", path=path)
        try:
            path.replace(kept)
        except OSError as error:
            advice = marked("move that file away yourself: {reason}", reason=error.strerror)
            return ListError(message, advice=advice)
        self._stamp, self._items = None, []
        return ListError(
            message,
            advice=marked("it was kept as {name}, where you can look for what is missing; ask again", name=kept.name),
        )
