"""Text with NUL in PostgreSQL, which cannot hold that one character: written as two others, and read back."""

from __future__ import annotations

import re

from psycopg import BaseConnection
from psycopg.abc import Buffer
from psycopg.types.string import StrDumperUnknown, TextLoader

_MARK = "\U0010fffd"
"""Of the private use: means nothing by itself, is no part of a word, and is escaped itself."""
_ESCAPES = {"\0": f"{_MARK}\x01", _MARK: f"{_MARK}\x02"}
_ORIGINALS = {escape: original for original, escape in _ESCAPES.items()}
_TO_ESCAPE, _ESCAPED = re.compile(f"[\0{_MARK}]"), re.compile(f"{_MARK}[\x01\x02]")


def escaped(text: str) -> str:
    """Return what is stored in place of `text`: itself, unless it holds NUL or U+10FFFD."""
    return _TO_ESCAPE.sub(lambda found: _ESCAPES[found[0]], text)


def original(text: str) -> str:
    """Return what was stored as `text`."""
    return _ESCAPED.sub(lambda found: _ORIGINALS[found[0]], text)


class _Dumper(StrDumperUnknown):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(escaped(obj))


class _Loader(TextLoader):
    def load(self, data: Buffer) -> bytes | str:
        text = super().load(data)
        return original(text) if isinstance(text, str) else text


def register(connection: BaseConnection[tuple[object, ...]]) -> None:
    """Let a connection escape the text that it sends and restore what it receives."""
    connection.adapters.register_dumper(str, _Dumper)
    connection.adapters.register_loader("text", _Loader)
