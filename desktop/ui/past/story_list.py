"""What happened in a turn as a list: what and when on one line, and below it all that was said or done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.ui.look.naming import named
from desktop.ui.look.quantities import figure
from desktop.ui.look.row_frame import paint_frame
from desktop.ui.look.theme import Theme
from desktop.ui.past.story_rows import Row
from desktop.ui.talk.plain_text import visible
from desktop.ui.talk.timing_strip import DASH
from desktop.wording import tr

Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole
_SIDE, _TOP, _MARK, _GAP = 12, 8, 9, 10
"""Pixels inside a row at its sides and above, the size of the mark before its title, and what is left beside that."""


class StoryList(QListWidget):
    """Rows as high as their words, wrapped in the width there is."""

    def __init__(self, rows: Sequence[Row], theme: Theme) -> None:
        super().__init__()
        named(self, "story")
        self.setAccessibleName(tr("What happened here"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setItemDelegate(_Delegate(theme, self))
        for row in rows:
            item = QListWidgetItem(f"{when(row)} {row.title}: {_words(row)}", self)
            item.setData(_ROW, row)
        theme.changed.connect(self.viewport().update)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Wrap the words anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class _Delegate(QStyledItemDelegate):
    """Paints one row."""

    def __init__(self, theme: Theme, view: StoryList) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        self._title, self._text = theme.font(1.0, QFont.Weight.Medium), theme.font(0.9)
        self._when = theme.font(0.87)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, ARG002 - Qt's name
        """Return the width there is, and the height of the words in it."""
        wide = self._view.viewport().width()
        words = _laid(_words(index.data(_ROW)), self._text, wide - 2 * _SIDE - _MARK - _GAP)
        return QSize(wide, round(QFontMetrics(self._title).height() + words.boundingRect().height()) + 2 * _TOP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the mark in the colour of the drawing, what and when, and the words below."""
        row: Row = index.data(_ROW)
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_frame(painter, self._theme, box.adjusted(1, 1, -1, -1), option.state)
        inside = box.adjusted(_SIDE, _TOP, -_SIDE, -_TOP)
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        words = inside.adjusted(0, 0, -_MARK - _GAP, 0) if mirrored else inside.adjusted(_MARK + _GAP, 0, 0, 0)
        line = QRect(words.left(), words.top(), words.width(), QFontMetrics(self._title).height())
        self._paint_mark(painter, inside.right() - _MARK if mirrored else inside.left(), line, row.colour)
        self._paint_line(painter, line, row)
        painter.setPen(self._theme.colour("muted"))
        laid = _laid(_words(row), self._text, words.width(), option.direction)
        laid.draw(painter, QPointF(words.left(), line.bottom() + 1))
        painter.restore()

    def _paint_mark(self, painter: QPainter, left: int, line: QRect, colour: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(colour))
        painter.drawRoundedRect(QRect(left, line.center().y() - _MARK // 2, _MARK, _MARK), 2, 2)

    def _paint_line(self, painter: QPainter, line: QRect, row: Row) -> None:
        told = when(row)
        painter.setFont(self._when)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(line, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter, told)
        room = line.width() - QFontMetrics(self._when).horizontalAdvance(told) - _GAP
        painter.setFont(self._title)
        painter.setPen(self._theme.colour("ink"))
        title = QFontMetrics(self._title).elidedText(row.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, title)


def when(row: Row) -> str:
    """Seconds at which it happened, or from when to when; a dash where that is not stored."""
    if row.ms is None:
        return DASH
    times = [row.ms] if row.end_ms is None else [row.ms, row.end_ms]
    return " – ".join(figure(ms / 1000, ".2f") for ms in times)  # noqa: RUF001 - a dash between two numbers


def _words(row: Row) -> str:
    return " ".join(visible(row.text).split())


def _laid(
    text: str, font: QFont, wide: int, direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight
) -> QTextLayout:
    """Words in lines of that width, in pixels; long ones break anywhere."""
    option = QTextOption(Qt.AlignmentFlag.AlignLeading)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(direction)
    laid = QTextLayout(text, font)
    laid.setTextOption(option)
    laid.beginLayout()
    down = 0.0
    while (line := laid.createLine()).isValid():
        line.setLineWidth(max(1, wide))
        line.setPosition(QPointF(0, down))
        down += line.height()
    laid.endLayout()
    return laid
