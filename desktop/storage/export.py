"""Conversations as text for other programs, or for another Sotto: streamed, so that any size goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from desktop.errors import Cancelled, UsageError
from desktop.storage.archive import ArchivedSession, ArchivedTurn
from desktop.storage.database import Database
from desktop.storage.export_csv import CsvWriter
from desktop.storage.export_json import JsonWriter
from desktop.storage.export_subtitles import SrtWriter, VttWriter
from desktop.storage.export_text import MarkdownWriter
from desktop.storage.exported import Exported, Format
from desktop.storage.new_file import write_new
from desktop.storage.reading import count_turns, read_sessions, read_turns
from desktop.storage.search import Search
from desktop.wording import marked


class Writer(Protocol):
    """Turns conversations into text, piece by piece; one writer a document."""

    def head(self) -> str:
        """Return what the document begins with."""

    def session(self, session: ArchivedSession) -> str:
        """Return what a conversation begins with."""

    def turn(self, turn: ArchivedTurn) -> str:
        """Return a turn of that conversation; they come in order."""

    def session_end(self) -> str:
        """Return what the conversation ends with."""

    def tail(self) -> str:
        """Return what the document ends with."""


_WRITERS: dict[Format, Callable[[], Writer]] = {
    Format.CSV: CsvWriter,
    Format.JSON: JsonWriter,
    Format.MARKDOWN: MarkdownWriter,
    Format.SRT: SrtWriter,
    Format.VTT: VttWriter,
}

BOM = "\ufeff"
"""What some spreadsheets want in front of UTF-8."""

Progress = Callable[[int, int], None]
"""Told how many turns are done, of how many; called after each page of them."""


def holding(database: Database, words: str) -> list[str]:
    """Return the ids of the sessions that hold all words. Raises UsageError when none does, DatabaseError."""
    found = Search(database).sessions(words)
    if not found:
        raise UsageError(marked("no conversation holds “{words}”", words=words), advice=marked("try fewer words"))
    return found


class Export:
    """One export of sessions, all of one state of the database. For one thread and one use."""

    def __init__(
        self,
        database: Database,
        format: Format,
        sessions: Sequence[str] | None = None,
        *,
        bom: bool = False,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Prepare one of the sessions with these ids, or of all outside of the bin; turns under way are left out.

        `bom` puts a byte order mark in front. `cancelled` is asked after each page of turns.
        """
        self._database, self._sessions, self._bom = database, sessions, bom
        self._writer = _WRITERS[format]()
        self._progress, self._cancelled = progress, cancelled
        self._done = 0
        self._written = 0

    def pieces(self) -> Iterator[str]:
        """Give the text in pieces; to be written with `newline=""`, as UTF-8 with `backslashreplace`.

        Raises Cancelled, DatabaseError.
        """
        if self._bom:
            yield BOM
        yield self._writer.head()
        with self._database.read() as db:
            total = count_turns(db, self._sessions)
            for session in read_sessions(db, self._sessions):
                yield self._writer.session(session)
                for page in read_turns(db, session.id):
                    yield "".join(map(self._writer.turn, page))
                    self._go_on(len(page), total)
                yield self._writer.session_end()
                self._written += 1
        yield self._writer.tail()

    def to_file(self, path: Path, *, replace: bool = False) -> Exported:
        """Write a new file, which is there whole or not at all, and return what it holds.

        Raises UsageError when there is one already, unless `replace`, or when it cannot be written; Cancelled,
        DatabaseError.
        """
        write_new(path, self.pieces(), replace=replace)
        return Exported(self._written, self._done)

    def _go_on(self, turns: int, total: int) -> None:
        self._done += turns
        if self._progress is not None:
            self._progress(self._done, total)
        if self._cancelled():
            raise Cancelled("the export was cancelled")
