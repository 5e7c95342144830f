"""The buttons of an error: what mends it, and what copies its details."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.look.flow import Flow
from desktop.ui.look.naming import named
from desktop.ui.trouble.remedies import COPIED, COPY_DETAILS, Act
from desktop.wording import tr

MOST = 2
"""Remedies that are offered at once."""


class TroubleBar(QWidget):
    """Hidden while there is nothing to be done."""

    taken = Signal()
    """One of the remedies was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.remedies = [QPushButton() for _ in range(MOST)]
        self.copy = named(QPushButton(tr(COPY_DETAILS)), "quiet")
        """Stands elsewhere: beside the words."""
        self._acts: list[Act] = []
        self._details = ""
        row = Flow(*self.remedies)
        self.setLayout(row)
        for number, button in enumerate(self.remedies):
            button.clicked.connect(lambda _checked=False, at=number: self._take(at))
            button.setObjectName("remedy")
        self.copy.setAccessibleName(tr("Copy the details of the error"))
        self.copy.clicked.connect(self._copy)
        self.offer((), "")

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """In their order."""
        return (*self.remedies, self.copy)

    @property
    def words(self) -> list[str]:
        """What is offered."""
        return [button.text() for button in self.remedies if not button.isHidden()]

    def offer(self, remedies: Sequence[tuple[str, Act]], details: str) -> None:
        """Offer these; without `details` there is nothing to copy."""
        self._acts, self._details = [act for _words, act in remedies[:MOST]], details
        for number, button in enumerate(self.remedies):
            button.setVisible(number < len(self._acts))
            words = remedies[number][0] if number < len(self._acts) else ""
            button.setText(words)
            button.setAccessibleName(words or tr("What helps"))
        self.copy.setText(tr(COPY_DETAILS))
        self.copy.setVisible(bool(details))
        self.setVisible(bool(self._acts))

    def _take(self, number: int) -> None:
        act = self._acts[number]
        self.taken.emit()
        act()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self.copy.setText(tr(COPIED))
