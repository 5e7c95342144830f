"""The top of the window: name, state, and the two buttons for conversations."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.naming import named
from desktop.ui.state_indicator import StateIndicator
from desktop.ui.theme import Theme


class Header(QWidget):
    """History on the left, the state and a new conversation on the right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history = named(QPushButton("History"), "quiet")
        self.history.setCheckable(True)
        self.history.setToolTip("Past conversations (Ctrl+H)")
        self.history.setAccessibleName("Show past conversations")
        self.new = named(QPushButton("New"), "quiet")
        self.new.setToolTip("New conversation (Ctrl+N)")
        self.new.setAccessibleName("New conversation")
        self.state = StateIndicator(theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 20, 10)
        row.setSpacing(8)
        row.addWidget(named(QLabel("Sotto"), "wordmark"))
        row.addSpacing(8)
        row.addWidget(self.state)
        row.addStretch()
        row.addWidget(self.history)
        row.addWidget(self.new)
