"""A text that is read whole however long it is: it takes a few lines of the window, and scrolls beyond them."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

MOST_LINES, LEAST_LINES = 7, 2
BORDER = 2
"""Pixels, as the stylesheet has it."""


class LongText(QPlainTextEdit):
    """Only to be read. Breaks lines anywhere, so that no word pushes the rest out of sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)

    def setText(self, text: str) -> None:  # noqa: N802 - as a label's
        """Show another text, from its beginning."""
        self.setPlainText(text)
        self._fit()

    def text(self) -> str:
        """All of it, what is scrolled out of sight too."""
        return self.toPlainText()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the width it has, and the height of its lines up to the limit."""
        return QSize(self.width(), self._height(MOST_LINES))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return what it needs at the least, in a window that is full of other things."""
        return QSize(0, self._height(LEAST_LINES))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Take as many lines as the text has in the new width."""
        super().resizeEvent(event)
        self._fit()

    def _height(self, most: int) -> int:
        lines = max(1, round(self.document().size().height()))  # of such an edit it is counted in lines
        high = math.ceil(QFontMetricsF(self.font()).lineSpacing())  # as the document rounds it
        return min(lines, most) * high + 2 * BORDER + 2

    def _fit(self) -> None:
        if self.maximumHeight() != self._height(MOST_LINES):
            self.setMaximumHeight(self._height(MOST_LINES))
            self.updateGeometry()
