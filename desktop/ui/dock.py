"""The lower part of the window: timings, the big button in its meter, and the text box."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.terms import State
from desktop.ui.composer import Composer
from desktop.ui.elided_label import ElidedLabel
from desktop.ui.level_meter import LevelMeter
from desktop.ui.naming import named
from desktop.ui.plain_text import visible
from desktop.ui.talk_button import TalkButton
from desktop.ui.theme import Theme
from desktop.ui.timing_strip import TimingStrip

_PROMPTS = {
    State.LOADING: "Getting ready…",
    State.IDLE: "Hold Space to talk",
    State.LISTENING: "Let go to send  ·  Esc discards",
    State.THINKING: "Esc stops",
    State.SPEAKING: "Hold Space to interrupt  ·  Esc stops",
    State.CLOSED: "Not running",
}
_WIDEST = 680


class Dock(QWidget):
    """Everything the hand reaches for, in one column."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumWidth(_WIDEST + 56)
        self.talk = TalkButton(theme)
        self.meter = LevelMeter(theme, gap=74)
        self.meter.moved.connect(self.talk.show_level)
        self.timings = TimingStrip()
        self.composer = Composer()
        self._prompt = named(ElidedLabel(), "secondary")
        self._prompt.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        stage = QGridLayout()
        stage.addWidget(self.meter, 0, 0)
        stage.addWidget(self.talk, 0, 0, Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 0, 28, 22)
        column.setSpacing(0)
        column.addWidget(self.timings)
        column.addSpacing(8)
        column.addLayout(stage)
        column.addSpacing(4)
        column.addWidget(self._prompt)
        column.addSpacing(16)
        column.addWidget(self.composer)
        self.show_state(State.LOADING)

    @property
    def prompt(self) -> str:
        """The line under the button."""
        return self._prompt.text()

    def show_partial(self, text: str) -> None:
        """Show what was understood so far, until the state changes."""
        self._prompt.setText(visible(text))

    def show_state(self, state: State) -> None:
        """Show what can be done in `state`."""
        self._prompt.setText(_PROMPTS[state])
        self.talk.show_state(state)
        self.meter.show_state(state)
        self.composer.setEnabled(state not in (State.LOADING, State.CLOSED))
