"""The way a row of the past conversations is painted and renamed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.ui.look.naming import named
from desktop.ui.look.row_frame import paint_frame
from desktop.ui.look.theme import Theme
from desktop.ui.past.session_list import MATCH_END, MATCH_START, ROW, Index, Row
from desktop.wording import tr

# put together once: Python takes longer for it than Qt for measuring the words
_LINE = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
_TOP, _BOTTOM = _LINE | Qt.AlignmentFlag.AlignTop, _LINE | Qt.AlignmentFlag.AlignBottom
_MARK = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine


class SessionDelegate(QStyledItemDelegate):
    """Paints a title with a quiet second line, or a day, in rows of one height."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title, self._detail = theme.font(1.0, QFont.Weight.Medium), theme.font(0.84)
        self._match, self._day = theme.font(0.84, QFont.Weight.Bold), theme.font(0.8, QFont.Weight.DemiBold)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, ARG002 - Qt's name
        """Return room for both lines."""
        return QSize(100, QFontMetrics(self._title).height() + QFontMetrics(self._detail).height() + 22)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row: Row = index.data(ROW)
        box: QRect = option.rect.adjusted(8, 2, -8, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not row.session:
            self._line(painter, box.adjusted(12, 0, -12, -5), self._day, "muted", row.title, _BOTTOM)
        else:
            paint_frame(painter, self._theme, box, option.state)
            self._paint_row(painter, box.adjusted(12, 7, -12, -7), row)
        painter.restore()

    def _paint_row(self, painter: QPainter, box: QRect, row: Row) -> None:
        top = QRect(box)
        if row.mark:
            top = self._paint_mark(painter, top, row.mark)
        self._line(painter, top, self._title, "ink", row.title, _TOP)
        if row.turn:
            self._snippet(painter, box, row.detail)
        else:
            self._line(painter, box, self._detail, "muted", row.detail, _BOTTOM)

    def _paint_mark(self, painter: QPainter, box: QRect, mark: str) -> QRect:
        """Write a word at the right of the title, and return the room that is left of it."""
        width = QFontMetrics(self._day).horizontalAdvance(mark)
        painter.setFont(self._day)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(box, _MARK, mark)
        return box.adjusted(0, 0, -width - 8, 0)

    def _snippet(self, painter: QPainter, box: QRect, text: str) -> None:
        """Paint what matched in bold, from a place where the first match is in sight."""
        before, _, rest = text.partition(MATCH_START)
        plain, bold = QFontMetrics(self._detail), QFontMetrics(self._match)
        before = plain.elidedText(before, Qt.TextElideMode.ElideLeft, box.width() // 3)
        matches = False
        left = box.left()
        for part in _pieces(before + MATCH_START + rest):
            metrics = bold if matches else plain
            shown = metrics.elidedText(part, Qt.TextElideMode.ElideRight, max(0, box.right() - left))
            painter.setFont(self._match if matches else self._detail)
            painter.setPen(self._theme.colour("accent" if matches else "muted"))
            painter.drawText(left, box.bottom() - plain.descent(), shown)
            left += metrics.horizontalAdvance(shown)
            matches = not matches
            if shown != part:
                break

    def _line(self, painter: QPainter, box: QRect, font: QFont, colour: str, text: str, flags: int) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, flags, shown)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QLineEdit:  # noqa: N802, ARG002
        """Return a field for another title."""
        field = named(QLineEdit(parent), "title")
        field.setAccessibleName(tr("New title of the conversation"))
        field.setMaxLength(200)
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802, ARG002
        """Put the field over the row."""
        editor.setGeometry(option.rect.adjusted(8, 4, -8, -4))


def _pieces(text: str) -> list[str]:
    """Return what did not match and what did, in turn."""
    return text.replace(MATCH_END, MATCH_START).split(MATCH_START)
