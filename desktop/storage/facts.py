"""What the user asked to remember, in and out of the database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session, col, delete, func, select

from desktop.errors import UsageError
from desktop.facts import LONGEST, Fact
from desktop.storage.database import Database
from desktop.storage.fact_rows import FactRow
from desktop.wording import marked


class Facts:
    """The facts of this home's user. Every method may be called from any thread and raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Fact]:
        """Return them, the newest first."""
        newest = (col(FactRow.made_at).desc(), col(FactRow.id).desc())
        with self._database.read() as db:
            found = db.exec(select(FactRow).where(FactRow.machine == self._database.machine).order_by(*newest))
            return [_record(row) for row in found]

    def stamp(self) -> tuple[int, int, str]:
        """Return what is another one whenever a fact came, went or was changed: numbers are given once only."""
        counted = select(func.count(), func.max(FactRow.id), func.max(FactRow.changed_at))
        with self._database.read() as db:
            count, newest, changed = db.exec(counted.where(FactRow.machine == self._database.machine)).one()
            return int(count), int(newest or 0), str(changed or "")

    def add(self, text: str, *, session: str = "", turn: int = 0, at: datetime | None = None) -> tuple[Fact, bool]:
        """Keep a fact; returns it and whether it is one that was not there in the same words.

        `at` is an aware time, by default now. Raises UsageError for an empty or endless one.
        """
        words = tidy(text)
        with self._database.write() as db:
            for row in db.exec(select(FactRow).where(FactRow.machine == self._database.machine)):
                if row.text.casefold() == words.casefold():
                    return _record(row), False
            row = FactRow(machine=self._database.machine, text=words, made_at=at or datetime.now(UTC))
            row.session_id, row.turn = session, turn
            db.add(row)
            db.flush()
            return _record(row), True

    def edit(self, fact: int, text: str) -> Fact:
        """Give a fact other words. Raises UsageError for empty or endless ones, and where there is no such fact."""
        words = tidy(text)
        with self._database.write() as db:
            row = self._found(db, fact)
            self._database.overwrite_deleted(db)
            row.text, row.changed_at = words, datetime.now(UTC)
            db.add(row)
            db.flush()
            return _record(row)

    def forget(self, fact: int) -> Fact:
        """Delete a fact for good, and return what it was. Raises UsageError where there is no such fact."""
        with self._database.write() as db:
            row = self._found(db, fact)
            gone = _record(row)
            self._database.overwrite_deleted(db)
            db.delete(row)
            return gone

    def forget_all(self) -> int:
        """Delete all of them for good; returns how many there were."""
        with self._database.write() as db:
            self._database.overwrite_deleted(db)
            gone = db.exec(delete(FactRow).where(col(FactRow.machine) == self._database.machine))
            return int(gone.rowcount)

    def _found(self, db: Session, fact: int) -> FactRow:
        row = db.exec(select(FactRow).where(FactRow.id == fact, FactRow.machine == self._database.machine)).first()
        if row is None:
            advice = marked("`sotto facts list` shows what is remembered, with its number")
            raise UsageError(marked("there is no fact {fact}", fact=fact), advice=advice)
        return row


def tidy(text: str) -> str:
    """Return the words of a fact as they are kept: single spaces, no full stop. Raises UsageError."""
    words = " ".join(text.split()).rstrip(".! ")
    if not words or len(words) > LONGEST:
        raise UsageError(
            marked("a fact has 1 to {most} characters", most=LONGEST),
            advice=marked("say it in one sentence, or put it into a document"),
        )
    return words


def _record(row: FactRow) -> Fact:
    assert row.id is not None
    return Fact(row.id, row.text, row.made_at, row.changed_at, row.session_id, row.turn)
