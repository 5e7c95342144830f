"""What every step of the first start has in common."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.events import EngineEvent
from desktop.terms import State
from desktop.ui.look.naming import named

INSET = 4
"""Pixels around a step, for the ring that shows the focus."""


class Step(QWidget):
    """A heading, a sentence, something to try out, and a sentence about what came of it."""

    passed = Signal()
    """The step is done with: go on to the next one."""
    settled = Signal()
    """All was tried out: the way on is what comes next."""
    talks = False
    """Whether Space talks, wherever the focus is."""

    def __init__(self, title: str, about: str) -> None:
        super().__init__()
        self.title = title
        self.ready = False
        """Whether the assistant is loaded."""
        self.about, self.said = named(QLabel(about), "secondary"), QLabel()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(INSET, INSET, INSET, INSET)
        self.column.setSpacing(14)
        self.heading = named(QLabel(title), "heading")
        self.column.addWidget(self.heading)
        self.column.addWidget(self.about)
        for label in (self.heading, self.about, self.said):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)

    @property
    def entry(self) -> QWidget | None:
        """The control that takes the focus; None leaves it to the way on."""
        return None

    @property
    def tells_of_work(self) -> bool:
        """Whether it shows the work in progress itself."""
        return False

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """Its own, which Return presses."""
        return ()

    def enter(self) -> None:
        """It can be seen, or the assistant is ready while it is."""

    def leave(self) -> None:
        """It is seen no longer."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin what it does while it can be seen."""
        super().showEvent(event)
        self.enter()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """End it."""
        super().hideEvent(event)
        self.leave()

    def show_state(self, state: State) -> None:
        """Follow what the assistant is doing."""

    def consume(self, event: EngineEvent) -> None:
        """Take notice of what happened."""

    def say(self, words: str, *, trouble: bool = False) -> None:
        """Say what came of it, to screen readers too."""
        if words == self.said.text():
            return
        self.said.setText(words)
        name = "warning" if trouble else ""
        if self.said.objectName() != name:
            self.said.setObjectName(name)
            self.said.style().unpolish(self.said)
            self.said.style().polish(self.said)
        if words and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
