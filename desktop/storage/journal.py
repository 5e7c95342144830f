"""The emergency exit: turns that the database would not take, one JSON object a line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import TypeAdapter

from desktop import log
from desktop.storage.records import TurnRecord, storable

_TURN = TypeAdapter(TurnRecord)


def journal_path(database: Path) -> Path:
    """Return where the turns wait that belong into `database`."""
    return database.with_name(database.name + ".journal.jsonl")


class Journal:
    """An append-only file. A line counts once it is on the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, turns: Sequence[TurnRecord]) -> None:
        """Write turns and wait for the disk. Raises OSError."""
        lines = b"".join(_line(turn) for turn in turns)
        # the mode: conversations are private
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "ab") as file:
            if _is_torn(file.fileno()):
                lines = b"\n" + lines
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())

    def take_in(self, store: Callable[[Sequence[TurnRecord]], int]) -> int:
        """Give all turns to `store`, then drop the file; return how many it said were new.

        Interrupted in between it gives them again next time, so `store` must not mind a turn twice. Lines
        that cannot be read are kept beside it, in a file that ends in `.unreadable`. Raises OSError and what
        `store` raises.
        """
        added = 0
        while self.path.exists():
            content = self.path.read_bytes()
            turns, unreadable = _parse(content)
            added += store(turns) if turns else 0
            if unreadable:
                self._keep(unreadable)
            # grown meanwhile: another process failed to write, too
            if self.path.stat().st_size == len(content):
                self.path.unlink()
        return added

    def _keep(self, lines: Sequence[bytes]) -> None:
        beside = self.path.with_name(self.path.name + ".unreadable")
        with beside.open("ab") as file:
            file.write(b"\n".join(lines) + b"\n")
        beside.chmod(0o600)
        log.storage.warning("%d lines of the journal cannot be read; kept in %s", len(lines), beside)


def _line(turn: TurnRecord) -> bytes:
    return json.dumps(_TURN.dump_python(storable(turn), mode="json")).encode("ascii") + b"\n"


def _is_torn(descriptor: int) -> bool:
    """Whether the last line lacks its end: a crash or a full disk cut it short."""
    if os.lseek(descriptor, 0, os.SEEK_END) == 0:
        return False
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1) != b"\n"


def _parse(content: bytes) -> tuple[list[TurnRecord], list[bytes]]:
    turns: list[TurnRecord] = []
    unreadable: list[bytes] = []
    for line in filter(None, content.split(b"\n")):
        try:
            turns.append(_TURN.validate_python(json.loads(line)))  # its own JSON refuses half of a surrogate pair
        except ValueError:  # one bad line must not cost the others
            unreadable.append(line)
    return turns, unreadable
