"""Conversations from an archive into the database: all of them or none."""

from __future__ import annotations

import enum
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session, update

from desktop.errors import Cancelled
from desktop.storage.archive import ArchivedSession, ArchivedTurn
from desktop.storage.archive_reader import ArchiveError, ArchiveReader, open_archive
from desktop.storage.archive_rows import insert_session, insert_turns
from desktop.storage.columns import table_of
from desktop.storage.database import Database
from desktop.storage.keeping import find_session
from desktop.storage.states import Progress
from desktop.storage.tables import SessionRow

_PAGE = 250
_ID = re.compile("[0-9a-f]{32}")
"""Ids name files too."""


class Existing(enum.StrEnum):
    """What becomes of a session whose id is taken."""

    SKIP = "skip"
    COPY = "copy"
    """It gets an id of its own."""


@dataclass(slots=True)
class Imported:
    """What an import came to."""

    sessions: list[str] = field(default_factory=list)
    """Ids under which they are stored."""
    turns: int = 0
    skipped: list[str] = field(default_factory=list)
    """Ids that were taken."""
    copies: dict[str, str] = field(default_factory=dict)
    """New ids by those that were taken."""


class Import:
    """One import. For one thread and one use."""

    def __init__(
        self,
        database: Database,
        *,
        existing: Existing = Existing.SKIP,
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Prepare. `progress` is told the turns so far, and `cancelled` asked, after each page of turns."""
        self._database, self._existing = database, existing
        self._progress, self._cancelled = progress, cancelled
        self._done = Imported()
        self._seen: set[str] = set()
        self._parents: dict[str, tuple[str, int | None]] = {}
        """Parent and last shared turn, as the archive names them, by id in the archive."""

    def from_file(self, path: Path) -> Imported:
        """Store what an archive holds in one transaction, and return what that was.

        A branch whose parent is neither in the archive nor in the database becomes a session of its own; a session
        that was under way when it was exported is closed. Sound is no part of an archive. Raises ArchiveError for a
        file that is none or contradicts itself, Cancelled, DatabaseError; then nothing is changed.
        """
        with open_archive(path) as file, self._database.write() as db:
            reader = ArchiveReader(file)
            for session in reader.sessions():
                self._take(db, session, reader)
            self._join(db)
        return self._done

    def _take(self, db: Session, session: ArchivedSession, reader: ArchiveReader) -> None:
        self._know(session)
        taken = find_session(db, session.id) is not None
        skipped = taken and self._existing is Existing.SKIP
        new_id = uuid.uuid4().hex if taken else session.id
        if skipped:
            self._done.skipped.append(session.id)
        else:
            insert_session(db, session, new_id)
            self._done.sessions.append(new_id)
            self._done.copies |= {session.id: new_id} if taken else {}
        for page in _pages(reader):
            if not skipped:
                insert_turns(db, page, new_id)
                self._done.turns += len(page)
            self._go_on()
        db.expire_all()

    def _know(self, session: ArchivedSession) -> None:
        if not _ID.fullmatch(session.id) or not _ID.fullmatch(session.parent_id or session.id):
            raise ArchiveError("the id of a session is not 32 hexadecimal digits")
        if session.id in self._seen:
            raise ArchiveError(f"the session {session.id} is in it twice")
        self._seen.add(session.id)
        if session.parent_id is not None:
            self._parents[session.id] = session.parent_id, session.parent_turn

    def _go_on(self) -> None:
        if self._progress is not None:
            self._progress(self._done.turns)
        if self._cancelled():
            raise Cancelled("the import was cancelled")

    def _join(self, db: Session) -> None:
        """Let each session that was stored refer to its parent, wherever that is now."""
        table, stored = table_of(SessionRow), set(self._done.sessions)
        for old, (parent, turn) in self._parents.items():
            self._refuse_circle(old)
            new, joined = self._done.copies.get(old, old), self._done.copies.get(parent, parent)
            if new in stored and find_session(db, joined) is not None:
                db.execute(update(table).where(table.c.id == new).values(parent_id=joined, parent_turn=turn))

    def _refuse_circle(self, session: str) -> None:
        seen = {session}
        while session in self._parents:
            session = self._parents[session][0]
            if session in seen:
                raise ArchiveError(f"the session {session} is its own ancestor")
            seen.add(session)


def _pages(reader: ArchiveReader) -> Iterator[list[ArchivedTurn]]:
    page: list[ArchivedTurn] = []
    last = 0
    for turn in reader.turns():
        _check_turn(turn, after=last)
        last = turn.index
        page.append(turn)
        if len(page) == _PAGE:
            yield page
            page = []
    if page:
        yield page


def _check_turn(turn: ArchivedTurn, *, after: int) -> None:
    if turn.index <= after:
        raise ArchiveError(f"turn {turn.index} follows turn {after}")
    if turn.stage is not Progress.ENDED:
        raise ArchiveError(f"turn {turn.index} has not ended")
    if [run.position for run in turn.runs] != list(range(1, len(turn.runs) + 1)):
        raise ArchiveError(f"the tool runs of turn {turn.index} are not numbered from 1")
