"""The text box, for when speaking will not do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop.ui.look.naming import named
from desktop.wording import tr

LONGEST_TEXT = 4000
"""Characters; a model of this size reads no more at once."""


class Composer(QWidget):
    """A line to type in and a button that sends it."""

    sent = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(placeholderText=tr("Or type here"), maxLength=LONGEST_TEXT)
        self.line.setAccessibleName(tr("Type instead of speaking"))
        self.button = named(QPushButton(tr("Send")), "main")
        self.button.setEnabled(False)
        self.button.setAccessibleName(tr("Send the typed text"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.line.textChanged.connect(lambda text: self.button.setEnabled(bool(text.strip())))
        self.line.returnPressed.connect(self._send)
        self.button.clicked.connect(self._send)

    def _send(self) -> None:
        text = self.line.text().strip()
        if text:
            self.line.clear()
            self.sent.emit(text)
