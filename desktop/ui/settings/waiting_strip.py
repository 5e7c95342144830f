"""Says that some of what was chosen waits for a start, and offers one."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.look.naming import named
from desktop.wording import tr


class WaitingStrip(QWidget):
    """Hidden until something waits."""

    def __init__(self) -> None:
        super().__init__()
        words = named(QLabel(tr("Some of what you chose acts once Sotto starts anew.")), "secondary")
        words.setWordWrap(True)
        self.button = QPushButton(tr("Start anew"))
        self.button.setAutoDefault(False)
        self.button.setToolTip(tr("It takes a moment; the conversation goes on"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(words, 1)
        row.addWidget(self.button)
        self.hide()
