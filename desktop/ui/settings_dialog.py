"""The choice of microphone and loudspeaker, and of how to talk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.settings import Settings
from desktop.terms import KeyMode
from desktop.ui.naming import named
from desktop.ui.switch import Switch
from desktop.ui.theme import Theme

DEFAULT_TITLE = "The system's default"
KEY_MODES = {
    KeyMode.HOLD: "Hold it; tap it twice to lock",
    KeyMode.TOGGLE: "Press to begin, press to end",
}


class SettingsDialog(QDialog):
    """What is chosen is used at once, but for echo cancellation, which says so."""

    devices_chosen = Signal(str, str)
    """Names of the microphone and the loudspeaker; empty for the default."""
    echo_cancellation_chosen = Signal(bool)
    key_mode_chosen = Signal(str)
    """A `KeyMode`."""
    hands_free_chosen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sound and keys")
        self.microphone, self.speaker, self.key_mode = QComboBox(), QComboBox(), QComboBox()
        self.echo_cancellation = Switch(theme, "Echo cancellation")
        self.hands_free = Switch(theme, "Hands-free")
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(22)
        column.addLayout(self._form())
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(380)
        self._connect()

    def _form(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        _add_heading(grid, "Sound")
        _add_list(grid, "&Microphone", self.microphone)
        _add_list(grid, "&Loudspeaker", self.speaker)
        meaning = "Keeps Sotto from hearing itself on loudspeakers. A change acts from the next start."
        _add_switch(grid, self.echo_cancellation, meaning)
        grid.setRowMinimumHeight(grid.rowCount(), 6)
        _add_heading(grid, "Talking")
        _add_list(grid, "&Space key", self.key_mode)
        meaning = "Sotto listens all the time: speech begins a turn, a pause ends it. Space still works."
        _add_switch(grid, self.hands_free, meaning)
        return grid

    def _connect(self) -> None:
        for box in (self.microphone, self.speaker):
            box.activated.connect(
                lambda _row: self.devices_chosen.emit(self.microphone.currentData(), self.speaker.currentData())
            )
        for mode, title in KEY_MODES.items():
            self.key_mode.addItem(title, mode)
        self.key_mode.activated.connect(lambda _row: self.key_mode_chosen.emit(self.key_mode.currentData()))
        self.echo_cancellation.clicked.connect(self.echo_cancellation_chosen)
        self.hands_free.clicked.connect(self.hands_free_chosen)

    def show_settings(self, settings: Settings, *, hands_free: bool) -> None:
        """Show what was chosen so far; `offer` adds to the lists of devices what there is besides."""
        self.echo_cancellation.setChecked(settings.audio.echo_cancellation)
        self.key_mode.setCurrentIndex(self.key_mode.findData(settings.conversation.key_mode))
        self.hands_free.setChecked(hands_free)
        microphone, speaker = settings.audio.microphone, settings.audio.speaker
        known = [[name] if name else [] for name in (microphone, speaker)]
        self.offer(*known, microphone=microphone, speaker=speaker)

    def offer(self, microphones: Sequence[str], speakers: Sequence[str], *, microphone: str, speaker: str) -> None:
        """Fill the lists; `microphone` and `speaker` are those chosen so far, listed also when they are not there."""
        for box, names, current in (
            (self.microphone, microphones, microphone),
            (self.speaker, speakers, speaker),
        ):
            box.clear()
            box.addItem(DEFAULT_TITLE, "")
            for name in names:
                box.addItem(name, name)
            if box.findData(current) < 0:
                box.addItem(f"{current} (not connected)", current)
            box.setCurrentIndex(box.findData(current))


def _add_heading(grid: QGridLayout, title: str) -> None:
    grid.addWidget(named(QLabel(title), "heading"), grid.rowCount(), 0, 1, 2)


def _add_list(grid: QGridLayout, title: str, box: QComboBox) -> None:
    """Add a row with a title on the left and a list on the right."""
    label, row = QLabel(title), grid.rowCount()
    label.setBuddy(box)
    box.setAccessibleName(title.replace("&", ""))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(18)
    grid.addWidget(label, row, 0)
    grid.addWidget(box, row, 1)


def _add_switch(grid: QGridLayout, switch: Switch, meaning: str) -> None:
    """Add a switch with its meaning under it."""
    switch.setAccessibleDescription(meaning)
    text = named(QLabel(meaning), "small")
    text.setWordWrap(True)
    text.setContentsMargins(52, 0, 0, 0)
    both = QVBoxLayout()
    both.setSpacing(0)
    both.addWidget(switch)
    both.addWidget(text)
    grid.addLayout(both, grid.rowCount(), 0, 1, 2)
