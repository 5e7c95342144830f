"""What can be done with one turn of a past conversation, and which turn that is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.ui.look.elided_label import ElidedLabel
from desktop.ui.look.flow import Flow
from desktop.ui.look.key_words import key_words
from desktop.ui.look.naming import named
from desktop.wording import tr


class TurnBar(QWidget):
    """Goes from turn to turn, and plays, branches, asks again or looks into the one it stands at."""

    moved = Signal(int)
    """Index of the turn to show."""
    played = Signal(int)
    asked_again = Signal(int)
    branched = Signal(int)
    looked_into = Signal(int)
    told = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._turns: Sequence[int] = ()
        self._place = 0
        self._label = named(ElidedLabel(), "small")
        self._label.setMinimumWidth(1)  # the first to go where there is no room
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.earlier = self._button("\u2039", tr("The turn before"), "Alt+Up")
        self.later = self._button("\u203a", tr("The turn after"), "Alt+Down")
        self.play = self._button(tr("Play"), tr("Play what was recorded of this turn"), "Ctrl+P")
        self.edit = self._button(tr("Edit"), tr("Edit the question and ask again, in a branch"), "Ctrl+E")
        self.branch = self._button(tr("Branch"), tr("Go on from this turn in a branch"), "Ctrl+B")
        self.seen = self._button(tr("Seen"), tr("What the model saw when it answered this turn"), "Ctrl+Shift+I")
        self.story = self._button(tr("Story"), tr("What happened in this turn, and when"), "Ctrl+Shift+H")
        for widget in (self.earlier, self.later):
            row.addWidget(widget)
        row.addWidget(self._label, 1)
        row.addLayout(Flow(self.play, self.edit, self.branch, self.seen, self.story, spacing=0, flush_end=True))
        self.earlier.clicked.connect(lambda: self._step(-1))
        self.later.clicked.connect(lambda: self._step(1))
        for button, signal in (
            (self.play, self.played),
            (self.edit, self.asked_again),
            (self.branch, self.branched),
            (self.seen, self.looked_into),
            (self.story, self.told),
        ):
            button.clicked.connect(lambda _on=False, signal=signal: signal.emit(self.current))
        self.show_turns((), 0)

    @property
    def current(self) -> int:
        """Index of the turn it stands at; 0 for none."""
        return self._turns[self._place] if self._turns else 0

    def before(self, turn: int) -> int:
        """Return the index of the turn before, 0 for the first."""
        return max((each for each in self._turns if each < turn), default=0)

    def show_turns(self, turns: Sequence[int], current: int) -> None:
        """Offer the turns of these indices, and stand at `current`, or at the last one."""
        self._turns = turns
        self._place = turns.index(current) if current in turns else max(0, len(turns) - 1)
        self._refresh()

    def go_to(self, turn: int) -> None:
        """Stand at this turn."""
        if turn in self._turns:
            self._place = self._turns.index(turn)
            self._refresh()

    def _button(self, text: str, name: str, keys: str) -> QPushButton:
        button = named(QPushButton(text), "quiet")
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({key_words(keys)})")
        QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        return button

    def _step(self, by: int) -> None:
        place = self._place + by
        if 0 <= place < len(self._turns):
            self._place = place
            self._refresh()
            self.moved.emit(self.current)

    def _refresh(self) -> None:
        count = len(self._turns)
        self._label.setText(tr("Turn {place} of {count}").format(place=self._place + 1, count=count) if count else "")
        self.earlier.setEnabled(self._place > 0)
        self.later.setEnabled(self._place + 1 < count)
        for button in (self.play, self.edit, self.branch, self.seen, self.story):
            button.setEnabled(bool(count))
