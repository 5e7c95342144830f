"""What can be done with one turn of a conversation, and which turn that is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.terms import State
from desktop.ui.look.elided_label import ElidedLabel
from desktop.ui.look.flow import Flow
from desktop.ui.look.key_words import key_words
from desktop.ui.look.naming import named
from desktop.ui.look.steady_button import SteadyButton
from desktop.ui.talk.turn_text import TurnText
from desktop.ui.trouble.remedies import COPIED
from desktop.wording import marked, tr

_COPIED_MS = 2000
_AROUND = 24
"""Pixels beside the words of a button where there is room; the stylesheet has them."""
_WHICH = marked("Turn {place} of {count}")
_SLACK = 4
"""Pixels that a label is larger than its words."""
_REST = (State.IDLE,)
"""Where a turn can be played, asked again or branched from without something else being cut short."""


class TurnBar(QWidget):
    """Goes from turn to turn, and plays, copies, asks again, branches or looks into the one it stands at."""

    moved = Signal(int)
    """Index of the turn to show."""
    played = Signal(int)
    copied = Signal(int)
    asked_again = Signal(int)
    branched = Signal(int)
    looked_into = Signal(int)
    told = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, brief: bool = False) -> None:
        """Offer no turn yet; one that is `brief` leaves to the keyboard what a narrow place has no room for."""
        super().__init__(parent)
        self._brief, self._narrow = brief, False
        self._turns: Mapping[int, TurnText] = {}
        self._order: list[int] = []
        self._place = 0
        self._state = State.IDLE
        self._label = named(ElidedLabel(), "small")
        self._gap = QWidget()
        self._room: tuple[bool, int, int, str] | None = None
        self._make_buttons()
        around = (self.earlier, self.later, self._label, self._gap, *self._deeds)
        self.setLayout(Flow(*around, spacing=0, filler=self._gap))
        self._copied_for = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied_for.timeout.connect(self._refresh)
        self.show_turns({}, 0)

    def _make_buttons(self) -> None:
        self.earlier = self._button("\u2039", tr("The turn before"), "Alt+Up")
        self.later = self._button("\u203a", tr("The turn after"), "Alt+Down")
        self.play = self._button(tr("Play"), tr("Play what was recorded of this turn"), "Ctrl+P")
        self.copy = self._button(tr("Copy"), tr("Copy the reply"), "Ctrl+Shift+C", also=tr(COPIED))
        self.edit = self._button(tr("Ask again"), tr("Edit the question and ask again, in a branch"), "Ctrl+E")
        self.branch = self._button(tr("Branch"), tr("Go on from this turn in a branch"), "Ctrl+B")
        self.seen = self._button(
            tr("What it saw"), tr("What the model saw when it answered this turn"), "Ctrl+Shift+I"
        )
        self.story = self._button(
            tr("Why so slow"), tr("Why it was so slow: what happened in this turn, and when"), "Ctrl+Shift+H"
        )
        self._deeds = (self.play, self.copy, self.edit, self.branch, self.seen, self.story)
        self.earlier.clicked.connect(lambda: self._step(-1))
        self.later.clicked.connect(lambda: self._step(1))
        signals = (self.played, self.copied, self.asked_again, self.branched, self.looked_into, self.told)
        for button, signal in zip(self._deeds, signals, strict=True):
            button.clicked.connect(lambda _on=False, signal=signal: signal.emit(self.current))

    @property
    def buttons(self) -> tuple[SteadyButton, ...]:
        """In their order."""
        return (self.earlier, self.later, *self._deeds)

    @property
    def current(self) -> int:
        """Index of the turn it stands at; 0 for none."""
        return self._order[self._place] if self._order else 0

    @property
    def newest(self) -> int:
        """Index of the last turn; 0 for none."""
        return self._order[-1] if self._order else 0

    def before(self, turn: int) -> int:
        """Return the index of the turn before, 0 for the first."""
        return max((each for each in self._order if each < turn), default=0)

    def show_turns(self, turns: Mapping[int, TurnText], current: int) -> None:
        """Offer these turns, by index, and stand at `current`, or at the last one."""
        self._turns, self._order = turns, sorted(turns)
        self._place = self._order.index(current) if current in turns else max(0, len(turns) - 1)
        self._refresh()

    def go_to(self, turn: int) -> None:
        """Stand at this turn, if it is one of them."""
        if turn in self._turns:
            self._place = self._order.index(turn)
            self._refresh()

    def follow_state(self, state: State) -> None:
        """Offer what can be done in `state`: while something is said, nothing else is played or asked."""
        before, self._state = self._state, state
        if (before in _REST) is not (state in _REST):
            self._refresh()

    def show_copied(self) -> None:
        """Say for a moment that the reply is in the clipboard."""
        self.copy.setText(tr(COPIED))
        self._copied_for.start()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a new line where it is narrow."""
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Other letters take other room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._make_room()

    def _make_room(self) -> None:
        """Leave out which turn it is where the buttons need the line, then what is between and around them."""
        several, digits = len(self._order) > 1, len(str(len(self._order)))
        room = (several, digits, self.width(), self.font().key())
        if room == self._room:
            return
        self._room = room
        words = self._fix_label("0" * digits)
        needed = sum(button.widest + _AROUND for button in (self.buttons if several else self._deeds))
        narrow = needed > self.width()
        self._gap.setHidden(narrow)
        self._label.setVisible(several and needed + words <= self.width())
        for button in (self.earlier, self.later):
            button.setVisible(several and not (narrow and self._brief))
        self.seen.setVisible(not (narrow and self._brief))
        for button in self.buttons if narrow is not self._narrow else ():
            button.setProperty("tight", narrow)
            button.style().unpolish(button)
            button.style().polish(button)
        self._narrow = narrow
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def _fix_label(self, number: str) -> int:
        """Give the label room for numbers as long as this one, and return its width: it then moves nothing else."""
        size = self._label.fontMetrics().size(0, tr(_WHICH).format(place=number, count=number))
        self._label.setFixedSize(size.width() + _SLACK, size.height() + _SLACK)
        return self._label.width()

    def _button(self, text: str, name: str, keys: str, *, also: str = "") -> SteadyButton:
        button = named(SteadyButton(text, also), "quiet")
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({key_words(keys)})")
        QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        return button

    def _step(self, by: int) -> None:
        place = self._place + by
        if 0 <= place < len(self._order):
            self._place = place
            self._refresh()
            self.moved.emit(self.current)

    def _refresh(self) -> None:
        count = len(self._order)
        words = tr(_WHICH).format(place=self._place + 1, count=count)
        self._label.setText(words if count > 1 else "")
        self._make_room()
        self._copied_for.stop()
        self.copy.setText(tr("Copy"))
        turn = self._turns.get(self.current, TurnText())
        rests = bool(count) and self._state in _REST
        for button, possible in (
            (self.earlier, self._place > 0),
            (self.later, self._place + 1 < count),
            (self.play, rests),
            (self.copy, bool(turn.reply)),
            (self.edit, rests and bool(turn.transcript)),
            (self.branch, rests),
            (self.seen, bool(count)),
            (self.story, bool(count)),
        ):
            if not possible and button.hasFocus():
                button.clearFocus()  # or it goes on to what is beside it
            button.setEnabled(possible)
