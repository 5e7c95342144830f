"""The box that stands behind a question."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextBlock

from desktop.ui.talk.turn_text import Part

_OVER = 8
"""Pixels by which the box is higher than its text, at each end."""
_ASIDE = 14
"""Pixels by which it is wider, at each side."""
_ROUND = 13
"""Radius of its corners, in pixels."""


def box_of(block: QTextBlock) -> QRectF:
    """Return where in its document the box of a block is, in pixels."""
    bounds = block.document().documentLayout().blockBoundingRect(block)
    layout = block.layout()
    wide = max((layout.lineAt(i).naturalTextWidth() for i in range(layout.lineCount())), default=0)
    left = bounds.left() + block.blockFormat().leftMargin()
    return QRectF(left - _ASIDE, bounds.top() - _OVER, wide + 2 * _ASIDE, bounds.height() + 2 * _OVER)


def paint_boxes(painter: QPainter, block: QTextBlock, area: QRect, top: int, colour: QColor) -> None:
    """Paint the boxes of all questions from `block` on to the end of `area`, in a view `top` pixels down."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    layout = block.document().documentLayout()
    while block.isValid() and layout.blockBoundingRect(block).top() - top < area.bottom() + _OVER:
        if block.userState() == Part.QUESTION:
            painter.drawRoundedRect(box_of(block).translated(0, -top), _ROUND, _ROUND)
        block = block.next()


def paint_mark(painter: QPainter, block: QTextBlock, top: int, colour: QColor) -> None:
    """Paint a line along the box of one, on its inside."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(colour)
    painter.drawRoundedRect(box_of(block).translated(0, -top).adjusted(1, 1, -1, -1), _ROUND - 1, _ROUND - 1)
