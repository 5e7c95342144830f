"""The past sessions as a list model and the way a row is painted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTime,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.plain_text import visible
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.ui.assistant_like import SessionLike

Index = QModelIndex | QPersistentModelIndex
DETAIL = Qt.ItemDataRole.UserRole
"""The second line of a row."""
_TOP = QModelIndex()


class SessionList(QAbstractListModel):
    """Sessions, newest first, as storage hands them over."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sessions: Sequence[SessionLike] = ()

    def show_sessions(self, sessions: Sequence[SessionLike]) -> None:
        """Show `sessions` instead of what was there."""
        self.beginResetModel()
        self._sessions = sessions
        self.endResetModel()

    def session(self, row: int) -> SessionLike:
        """Return the session of a row."""
        return self._sessions[row]

    def row_of(self, session: str) -> int:
        """Return the row of a session id, -1 if it is not listed."""
        return next((row for row, other in enumerate(self._sessions) if other.id == session), -1)

    def rowCount(self, parent: Index = _TOP) -> int:  # noqa: N802 - Qt's name
        """Return the number of sessions."""
        return 0 if parent.isValid() else len(self._sessions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return title, second line, or what a screen reader says."""
        if not index.isValid():
            return None
        session = self._sessions[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return title(session)
        if role == DETAIL:
            return detail(session)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{title(session)}, {detail(session)}"
        return None


def title(session: SessionLike) -> str:
    """Return a session's title on one line."""
    return " ".join(visible(session.title).split()) or "Untitled conversation"


def detail(session: SessionLike) -> str:
    """Return when a session began, in local time, and its length."""
    started = session.started_at
    # A database without time zones hands UTC back as a naive value.
    local = (started if started.tzinfo else started.replace(tzinfo=UTC)).astimezone()
    today = datetime.now(tz=UTC).astimezone().date()
    locale = QLocale()
    clock = locale.toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
    days = (today - local.date()).days
    date = locale.toString(QDate(local.year, local.month, local.day), "d MMM yyyy")
    day = {0: "Today", 1: "Yesterday"}.get(days, date)
    return f"{day}, {clock}  ·  {session.turns} turn{'' if session.turns == 1 else 's'}"


class SessionDelegate(QStyledItemDelegate):
    """Paints a title with a quiet second line, in rows of one height."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title, self._detail = theme.font(1.0, QFont.Weight.Medium), theme.font(0.84)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, ARG002 - Qt's name
        """Return room for both lines."""
        return QSize(100, QFontMetrics(self._title).height() + QFontMetrics(self._detail).height() + 26)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        box: QRect = option.rect.adjusted(8, 2, -8, -2)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("tint"))
            painter.drawRoundedRect(box, 10, 10)
        if selected and state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._theme.colour("accent"))
            painter.drawRoundedRect(box, 10, 10)
        inner = box.adjusted(12, 8, -12, -8)
        self._line(painter, inner, self._title, "ink", index.data(), Qt.AlignmentFlag.AlignTop)
        self._line(painter, inner, self._detail, "muted", index.data(DETAIL), Qt.AlignmentFlag.AlignBottom)
        painter.restore()

    def _line(
        self, painter: QPainter, box: QRect, font: QFont, colour: str, text: str, side: Qt.AlignmentFlag
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, shown)
