"""One line of plain text that ends in an ellipsis where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel


class ElidedLabel(QLabel):
    """A label that is never wider than its place; the whole text is its tool tip."""

    def __init__(self) -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText)
        self._elide = Qt.TextElideMode.ElideRight
        self.setMinimumWidth(60)

    def elide(self, mode: Qt.TextElideMode) -> None:
        """Leave out the end, or another part, of what does not fit."""
        self._elide = mode
        self.update()

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show another text."""
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what fits."""
        painter, place = QPainter(self), self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._elide, place.width())
        painter.setPen(self.palette().windowText().color())
        across = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        painter.drawText(place, across | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
