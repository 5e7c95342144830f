"""The lower part of the window: timings, the big button in its meter, and the text box."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.terms import State
from desktop.ui.key.level_meter import LevelMeter
from desktop.ui.key.talk_button import TalkButton
from desktop.ui.look.elided_label import ElidedLabel
from desktop.ui.look.key_words import key_words
from desktop.ui.look.naming import named
from desktop.ui.look.shortcuts import HANDS_FREE_KEYS
from desktop.ui.look.switch import Switch
from desktop.ui.look.theme import Theme
from desktop.ui.talk.composer import Composer
from desktop.ui.talk.plain_text import visible
from desktop.ui.talk.prompts import TalkWays, prompt
from desktop.ui.talk.timing_strip import TimingStrip
from desktop.wording import tr

_WIDEST = 680
_ROOMY = 640
"""From this height of the window on, in pixels, there is room below the text box."""


class Dock(QWidget):
    """Everything the hand reaches for, in one column."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumWidth(_WIDEST + 56)
        self.talk = TalkButton(theme)
        self.meter = LevelMeter(theme, gap=74)
        self.meter.moved.connect(self.talk.show_level)
        self.timings = TimingStrip()
        self.hands_free = Switch(theme, tr("Hands-free"))
        self.hands_free.setToolTip(
            tr("Listen without a key: just speak ({keys})").format(keys=key_words(HANDS_FREE_KEYS))
        )
        self.hands_free.setAccessibleDescription(tr("Sotto listens all the time and answers when you pause"))
        self.composer = Composer()
        self._prompt = named(ElidedLabel(), "secondary")
        self._prompt.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        stage = QGridLayout()
        stage.addWidget(self.meter, 0, 0)
        stage.addWidget(self.talk, 0, 0, Qt.AlignmentFlag.AlignCenter)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(28, 0, 28, 22)
        column.setSpacing(0)
        column.addWidget(self.timings)
        column.addSpacing(8)
        column.addLayout(stage)
        column.addSpacing(4)
        column.addWidget(self._prompt)
        column.addSpacing(6)
        column.addWidget(self.hands_free, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        column.addWidget(self.composer)
        self._state = State.LOADING
        self._ways = TalkWays()
        self.show_state(State.LOADING, self._ways)

    def make_room(self, height: int) -> None:
        """Come closer to the edge in a window of little height, in pixels."""
        self._column.setContentsMargins(28, 0, 28, 22 if height >= _ROOMY else 6)
        self.timings.keep_place(height >= _ROOMY)

    @property
    def prompt(self) -> str:
        """The line under the button."""
        return self._prompt.text()

    def show_partial(self, text: str) -> None:
        """Show what was understood so far, its end if it is long, until the state changes."""
        if self._state is State.LISTENING:
            self._say(visible(text), partial=True)

    def show_state(self, state: State, ways: TalkWays) -> None:
        """Show what can be done in `state`."""
        if (state, ways) != (self._state, self._ways) or not self.prompt:
            self._say(prompt(state, ways), partial=False)
        self._state, self._ways = state, ways
        self.talk.show_state(state)
        self.talk.show_ways(ways)
        self.meter.show_state(state)
        running = state not in (State.LOADING, State.CLOSED)
        self.composer.setEnabled(running)
        self.hands_free.setEnabled(running)
        self.hands_free.setChecked(ways.hands_free)

    def _say(self, text: str, *, partial: bool) -> None:
        self._prompt.elide(Qt.TextElideMode.ElideLeft if partial else Qt.TextElideMode.ElideRight)
        self._prompt.setProperty("kind", "partial" if partial else "")
        self._prompt.style().unpolish(self._prompt)
        self._prompt.style().polish(self._prompt)
        self._prompt.setText(text)
