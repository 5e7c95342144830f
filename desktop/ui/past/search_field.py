"""The field in which one types what to look for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from desktop.ui.look.key_words import key_words
from desktop.wording import tr

_ONWARDS = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchField(QLineEdit):
    """Esc empties it; Down and Return go on to what was found."""

    left = Signal()
    """The user goes on to the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setPlaceholderText(tr("Search ({keys})").format(keys=key_words("Ctrl+F")))
        self.setAccessibleName(tr("Search in all conversations"))
        self.setClearButtonEnabled(True)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(tr("Empty the search"))

    def event(self, event: QEvent) -> bool:
        """Take Esc before it stops the assistant, while there is something to empty."""
        if isinstance(event, QKeyEvent) and self._empties(event) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave downwards, or empty the field."""
        if event.key() in _ONWARDS:  # or Return would go on to the dialog, which presses a button of its own for it
            self.left.emit()
        elif self._empties(event):
            self.clear()
        else:
            super().keyPressEvent(event)

    def _empties(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and bool(self.text())
