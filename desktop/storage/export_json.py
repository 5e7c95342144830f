"""JSON without loss, for the import: one object, whose sessions and turns stand on a line each."""

from __future__ import annotations

import json
from typing import Any

from desktop.storage.archive import SCHEMA, ArchivedSession, ArchivedTurn


class JsonWriter:
    """`{"schema": …, "sessions": [{"session": {…}, "turns": [{…}, …]}, …]}`, the keys always in this order.

    A lone surrogate is left for the file to escape.
    """

    def __init__(self) -> None:
        self._sessions = 0
        self._turns = 0

    def head(self) -> str:
        """Return the beginning of the object."""
        return f'{{"schema": {_dump(SCHEMA)}, "sessions": ['

    def session(self, session: ArchivedSession) -> str:
        """Return the beginning of its object."""
        self._turns = 0
        self._sessions += 1
        comma = "," if self._sessions > 1 else ""
        return f'{comma}\n{{"session": {_dump(session.model_dump(mode="json"))}, "turns": ['

    def turn(self, turn: ArchivedTurn) -> str:
        """Return its object."""
        self._turns += 1
        return ("," if self._turns > 1 else "") + "\n" + _dump(turn.model_dump(mode="json"))

    def session_end(self) -> str:
        """Return the end of the session's object."""
        return "\n]}" if self._turns else "]}"

    def tail(self) -> str:
        """Return the end of the object."""
        return "\n]}\n" if self._sessions else "]}\n"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
