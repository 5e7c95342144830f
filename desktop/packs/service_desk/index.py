"""Names and numbers of all customers in memory, for what was misheard: no table is asked by likeness."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlmodel import col, func, select

from desktop.packs.service_desk.likeness import Like, alike, near, sounding
from desktop.packs.service_desk.tables import CustomerRow
from desktop.storage.database import Database

_NATIONAL = 10
"""Digits at the end of a number that callers say."""


class CustomerIndex:
    """Reads the table when it is first asked, and again when there are others. Any thread."""

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database
        self._of: tuple[object, ...] = ()
        self._names: Sequence[tuple[int, str, str]] = ()
        self._phones: Sequence[tuple[int, str]] = ()

    def alike(self, heard: str, among: Sequence[int] = ()) -> list[Like]:
        """Whose names are most like what was heard, of these numbers or of all. Raises DatabaseError."""
        self._refresh()
        return alike(heard, [one for one in self._names if one[0] in among] if among else self._names)

    def near(self, digits: str, among: Sequence[int] = ()) -> list[int]:
        """Whose telephone numbers are nearest to these digits, if any is near. Raises DatabaseError."""
        self._refresh()
        return near(digits, [one for one in self._phones if one[0] in among] if among else self._phones)

    def _refresh(self) -> None:
        count, last = func.count(col(CustomerRow.id)), func.max(col(CustomerRow.id))
        with self._database().read() as db:
            of = tuple(db.exec(select(count, last)).one())
            if of == self._of:
                return
            table = select(CustomerRow.id, CustomerRow.given_key, CustomerRow.family_key, CustomerRow.phone)
            rows: Sequence[tuple[int | None, str, str, str]] = db.exec(table).all()
        self._names = [
            (number or 0, f"{given}{family}".replace(" ", ""), sounding(f"{given} {family}"))
            for number, given, family, _ in rows
        ]
        self._phones = [(number or 0, phone[-_NATIONAL:]) for number, _, _, phone in rows]
        self._of = of
