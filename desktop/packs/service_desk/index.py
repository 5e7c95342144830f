"""Names and numbers of all customers in memory, for what was misheard: no table is asked by likeness."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlmodel import col, select

from desktop.packs.service_desk.likeness import Like, Names, alike, near
from desktop.packs.service_desk.tables import CustomerRow
from desktop.storage.database import Database

_NATIONAL = 10
"""Digits at the end of a number that callers say."""


class CustomerIndex:
    """Reads the table when it is first asked, and again when another customer is the newest. Any thread."""

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database
        self._of: tuple[object, ...] | None = None
        self._names = Names()
        self._phones: Sequence[tuple[int, str]] = ()

    def alike(self, heard: str, among: Sequence[int] = ()) -> list[Like]:
        """Whose names are most like what was heard, of these numbers or of all. Raises DatabaseError."""
        self._refresh()
        return alike(heard, self._names.among(among) if among else self._names)

    def near(self, digits: str, among: Sequence[int] = ()) -> list[int]:
        """Whose telephone numbers are nearest to these digits, if any is near. Raises DatabaseError."""
        self._refresh()
        return near(digits, [one for one in self._phones if one[0] in among] if among else self._phones)

    def _refresh(self) -> None:
        newest = select(CustomerRow.id, CustomerRow.phone).order_by(col(CustomerRow.id).desc()).limit(1)
        with self._database().read() as db:
            of: tuple[object, ...] = tuple(db.exec(newest).first() or ())
            if of == self._of:
                return
            table = select(CustomerRow.id, CustomerRow.given_key, CustomerRow.family_key, CustomerRow.phone)
            rows = [(number or 0, given, family, phone) for number, given, family, phone in db.exec(table)]
        self._names = Names.of([row[:3] for row in rows])
        self._phones = [(row[0], row[3][-_NATIONAL:]) for row in rows]
        self._of = of
