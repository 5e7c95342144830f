"""Reads an archive of conversations a record at a time: JSON that may be far larger than memory, or hostile."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from json.decoder import JSONDecodeError
from pathlib import Path
from typing import IO, Any, TypeVar

from pydantic import BaseModel, ValidationError

from desktop.errors import UserFacingError
from desktop.storage.archive import SCHEMA, ArchivedSession, ArchivedTurn
from desktop.wording import marked

T = TypeVar("T", bound=BaseModel)

_CHUNK = 1 << 18
_LARGEST = 1 << 26
"""Characters of one record: an hour of talk in one turn is a thousandth of it."""
_DEEPEST = 64
_SPACE = " \t\r\n"


class ArchiveError(UserFacingError):
    """A file is not an archive of conversations, or one that cannot be trusted."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            marked("the archive cannot be imported: {problem}", problem=problem),
            advice=marked("nothing was changed; export it again as JSON"),
        )


class ArchiveReader:
    """Walks through one archive. Its methods are called in the order of the file and raise ArchiveError."""

    def __init__(self, file: IO[str]) -> None:
        """Read from an open file, which must decode as UTF-8."""
        self._file = file
        self._text = ""
        self._at = 0
        self._decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)

    def sessions(self) -> Iterator[ArchivedSession]:
        """Give the sessions; after each, `turns` must be read to its end. Refuses other schemas before anything."""
        self._take("{")
        self._key("schema")
        schema = self._value()
        if schema != SCHEMA:
            raise ArchiveError(f"it has the form {str(schema)[:80]!r}, and {SCHEMA!r} is understood")
        self._take(",")
        self._key("sessions")
        for _ in self._items():
            self._take("{")
            self._key("session")
            session = _checked(ArchivedSession, self._value())
            self._take(",")
            yield session
        self._take("}")
        if self._peek():
            raise ArchiveError("something follows after its end")

    def turns(self) -> Iterator[ArchivedTurn]:
        """Give the turns of the session that came last."""
        self._key("turns")
        for _ in self._items():
            yield _checked(ArchivedTurn, self._value())
        self._take("}")

    def _items(self) -> Iterator[None]:
        """Stop in front of each element of an array; the caller consumes it."""
        self._take("[")
        if self._peek() == "]":
            self._take("]")
            return
        while True:
            yield
            if self._peek() == "]":
                self._take("]")
                return
            self._take(",")

    def _key(self, name: str) -> None:
        found = self._value()
        if found != name:
            raise ArchiveError(f"{str(found)[:80]!r} stands where {name!r} was expected")
        self._take(":")

    def _take(self, character: str) -> None:
        found = self._peek()
        if found != character:
            raise ArchiveError(f"{found!r} stands where {character!r} was expected" if found else "it is cut short")
        self._at += 1

    def _peek(self) -> str:
        """The next character that is no space, not consumed; empty at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if not self._more(_CHUNK):
                return ""

    def _value(self) -> Any:
        self._peek()
        wanted = _CHUNK
        while True:
            try:
                value, self._at = self._decoder.raw_decode(self._text, self._at)
                return value
            except JSONDecodeError as error:
                if len(self._text) - self._at > _LARGEST:
                    raise ArchiveError(
                        f"a record of it is larger than {_LARGEST >> 20} million characters"
                    ) from error
                # twice as much each time: a large record is not scanned once a chunk
                if not self._more(wanted):
                    raise ArchiveError(f"it is cut short or no JSON ({error.msg})") from error
                wanted *= 2
            except RecursionError as error:
                raise ArchiveError("it is nested too deeply") from error
            except ValueError as error:  # a number of thousands of digits
                raise ArchiveError(str(error)) from error

    def _more(self, size: int) -> bool:
        try:
            new = self._file.read(size)
        except UnicodeDecodeError as error:
            raise ArchiveError("it is not UTF-8 text") from error
        self._text, self._at = self._text[self._at :] + new, 0
        return bool(new)


def open_archive(path: Path) -> IO[str]:
    """Open an archive for an `ArchiveReader`. Raises ArchiveError."""
    if path.exists() and not path.is_file():
        raise ArchiveError(f"{path} is not a file")
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read, {error.strerror}") from error


def _checked(kind: type[T], value: Any) -> T:
    if _depth(value) > _DEEPEST:
        raise ArchiveError("it is nested too deeply")
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:80]
        raise ArchiveError(f"{kind.__name__.removeprefix('Archived').lower()}.{where}: {first['msg']}") from error


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level := [one for each in level for one in _inside(each)]:
        depth += 1
    return depth


def _inside(value: Any) -> Collection[Any]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
    return ()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ArchiveError("an object of it has a key twice")
    return found


def _no_constant(name: str) -> None:
    raise ArchiveError(f"{name} is not JSON")
