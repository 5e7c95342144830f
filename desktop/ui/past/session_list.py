"""The past conversations, or what was found in them, as a list model: by day, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTime,
    Signal,
)

from desktop.ui.past.past_like import HitLike, SessionLike
from desktop.ui.talk.plain_text import visible
from desktop.wording import marked, ntr, tr

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
"""The whole `Row`, for painting."""
PINNED = marked("Pinned")
_LONG_DAY = "d MMMM yyyy"
MATCH_START, MATCH_END = "\x02", "\x03"
_TOP = QModelIndex()


@dataclass(frozen=True, slots=True)
class Row:
    """What one row shows."""

    title: str
    detail: str = ""
    """The second line; what matched is between MATCH_START and MATCH_END."""
    session: str = ""
    """Empty for a row that only names a day."""
    turn: int = 0
    """The turn that was found; 0 for a whole session."""
    pinned: bool = False
    mark: str = ""
    """Something short at the right of the title."""

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        plain = self.detail.replace(MATCH_START, "").replace(MATCH_END, "")
        marks = [self.mark, tr(PINNED) * self.pinned]
        return ", ".join(filter(None, [self.title, plain, *marks]))


class SessionList(QAbstractListModel):
    """Rows in the order they came, a row with the day before the first of each."""

    more_wanted = Signal()
    """The view has come near the end of what is there."""
    renamed = Signal(str, str)
    """Id of a session, and the title that the user gave it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._day = ""
        self._more = False

    @property
    def sessions(self) -> list[str]:
        """The session of each row that has one, in order."""
        return [row.session for row in self._rows if row.session]

    def show_rows(self, grouped: Sequence[tuple[str, Row]], *, more: bool) -> None:
        """Show rows instead of what was there, each with the name of its day or ""; `more` if others follow."""
        self.beginResetModel()
        self._rows, self._day = [], ""
        self._rows.extend(self._with_days(grouped))
        self._more = more
        self.endResetModel()

    def add_rows(self, grouped: Sequence[tuple[str, Row]], *, more: bool) -> None:
        """Show the page that follows."""
        rows = self._with_days(grouped)
        self._more = more
        if rows:
            self.beginInsertRows(_TOP, len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    def _with_days(self, grouped: Sequence[tuple[str, Row]]) -> list[Row]:
        rows: list[Row] = []
        for day, row in grouped:
            if day and day != self._day:
                rows.append(Row(day))
                self._day = day
            rows.append(row)
        return rows

    def row(self, number: int) -> Row:
        """Return what a row shows."""
        return self._rows[number]

    def row_of(self, session: str) -> int:
        """Return the row of a session id, -1 if it is not listed."""
        return next((number for number, row in enumerate(self._rows) if row.session == session), -1)

    def first(self) -> int:
        """Return the first row that can be opened, -1 if there is none."""
        return next((number for number, row in enumerate(self._rows) if row.session), -1)

    def rowCount(self, parent: Index = _TOP) -> int:  # noqa: N802 - Qt's name
        """Return the number of rows, days included."""
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Return whether another page follows and has not been asked for."""
        return not parent.isValid() and self._more

    def fetchMore(self, parent: Index) -> None:  # noqa: N802, ARG002 - Qt's name
        """Ask for the page that follows; it comes later."""
        self._more = False
        self.more_wanted.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A day can be neither reached nor opened; the title of a session can be changed."""
        row = self._rows[index.row()]
        if not row.session:
            return Qt.ItemFlag.NoItemFlags
        able = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return able if row.turn else able | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title, the whole row, or what a screen reader says."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.title
        if role == ROW:
            return row
        return row.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Tell of another title; the list shows it once it is stored."""
        row = self._rows[index.row()]
        title = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or not title or title == row.title:
            return False
        self.renamed.emit(row.session, title)
        return True


def session_rows(sessions: Sequence[SessionLike]) -> list[tuple[str, Row]]:
    """Return the days of sessions, and their rows."""
    # a page has few days: each is put into words once
    name = cache(day_of)
    return [session_row(session, name) for session in sessions]


def session_row(session: SessionLike, name: Callable[[date], str] | None = None) -> tuple[str, Row]:
    """Return the day of a session, and its row; `name` says what a day is called, `day_of` unless told."""
    at = local(session.last_at)
    count = ntr("{count} turn", "{count} turns", session.turns).format(count=session.turns)
    called = (name or day_of)(at.date())
    day = tr(PINNED) if session.pinned else called
    when = f"{called}, {clock(at)}" if session.pinned else clock(at)
    mark = tr("Branch") if session.parent else ""
    return day, Row(title(session.title), f"{when}  ·  {count}", session.id, 0, session.pinned, mark)


def hit_row(hit: HitLike) -> tuple[str, Row]:
    """Return the row of a turn or title that was found: with its day beside it, for few share one."""
    # the marks are control characters, which `visible` would show
    marks = {"\u2402": MATCH_START, "\u2403": MATCH_END}
    snippet = " ".join("".join(marks.get(each, each) for each in visible(hit.snippet)).split())
    day = day_of(local(hit.started_at).date(), short=True)
    snippet = snippet if hit.turn else tr("Title: {snippet}").format(snippet=snippet)
    return "", Row(title(hit.title), snippet, hit.session, hit.turn, mark=day)


def title(text: str) -> str:
    """Return a title on one line."""
    return " ".join(visible(text).split()) or tr("Untitled conversation")


def local(at: datetime) -> datetime:
    """Return a stored time on this machine's clock; a database without time zones hands UTC back as a naive value."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone()


def clock(at: datetime) -> str:
    """Return the time of day as this machine's users write it."""
    return QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)


def day_of(day: date, *, short: bool = False) -> str:
    """Return what a day is called today."""
    days = (datetime.now(tz=UTC).astimezone().date() - day).days
    written = QDate(day.year, day.month, day.day)
    near = {0: tr("Today"), 1: tr("Yesterday")}.get(days)
    far = QLocale().dateFormat(QLocale.FormatType.ShortFormat) if short else _LONG_DAY
    return near or QLocale().toString(written, "dddd" if 1 < days < 7 else far)
