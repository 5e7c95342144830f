"""What can be done with one turn of a conversation, and which turn that is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.terms import State
from desktop.ui.look.elided_label import ElidedLabel
from desktop.ui.look.flow import Flow
from desktop.ui.look.key_words import key_words
from desktop.ui.look.naming import named
from desktop.ui.talk.turn_text import TurnText
from desktop.ui.trouble.remedies import COPIED
from desktop.wording import tr

_COPIED_MS = 2000
_AROUND = 24
"""Pixels beside the words of a button where there is room; the stylesheet has them."""
_REST = (State.IDLE,)
"""Where a turn can be played, asked again or branched from without something else being cut short."""


class _SteadyButton(QPushButton):
    """As wide as it would be with another text, which it shows at times: nothing beside it is to move for that."""

    def __init__(self, text: str, also: str) -> None:
        super().__init__(text)
        self._texts = text, also

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The size for the wider of the two."""
        hint = super().sizeHint()
        hint.setWidth(hint.width() - self._wide(self.text()) + self.widest)
        return hint

    @property
    def widest(self) -> int:
        """Of its texts, in pixels."""
        return max(self._wide(text) for text in self._texts)

    def _wide(self, text: str) -> int:
        """As the style measures it."""
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()


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
        self._label.setMinimumWidth(0)
        self._make_buttons()
        self.setLayout(Flow(self.earlier, self.later, self._label, *self._deeds, spacing=0, filler=self._label))
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
    def buttons(self) -> tuple[_SteadyButton, ...]:
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

    def _make_room(self) -> None:
        """Leave out which turn it is where the buttons need the line, then what is between and around them."""
        several, words = len(self._order) > 1, self._label.sizeHint().width()
        buttons = self.buttons if several else self._deeds
        needed = sum(button.widest + _AROUND for button in buttons)
        self._label.setVisible(needed + words <= self.width())
        narrow = needed > self.width()
        for button in (self.earlier, self.later):
            button.setVisible(several and not (narrow and self._brief))
        self.seen.setVisible(not (narrow and self._brief))
        if narrow is not self._narrow:
            self._narrow = narrow
            for button in self.buttons:
                button.setProperty("tight", narrow)
                button.style().unpolish(button)
                button.style().polish(button)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def _button(self, text: str, name: str, keys: str, *, also: str = "") -> _SteadyButton:
        button = named(_SteadyButton(text, also), "quiet")
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
        words = tr("Turn {place} of {count}").format(place=self._place + 1, count=count)
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
