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
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(0)
        column.addWidget(named(QLabel("Sound"), "heading"))
        column.addSpacing(14)
        column.addLayout(_rows(("&Microphone", self.microphone), ("&Loudspeaker", self.speaker)))
        column.addSpacing(14)
        _explained(
            column,
            self.echo_cancellation,
            "Keeps Sotto from hearing itself on loudspeakers. A change acts from the next start.",
        )
        column.addSpacing(26)
        column.addWidget(named(QLabel("Talking"), "heading"))
        column.addSpacing(14)
        column.addLayout(_rows(("&Space", self.key_mode)))
        column.addSpacing(14)
        meaning = "Sotto listens all the time: speech begins a turn, a pause ends it. Space still works."
        _explained(column, self.hands_free, meaning)
        column.addSpacing(20)
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(380)
        self._connect()

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
        """Show what was chosen so far; the lists of devices are filled by `offer`."""
        self.echo_cancellation.setChecked(settings.audio.echo_cancellation)
        self.key_mode.setCurrentIndex(self.key_mode.findData(settings.conversation.key_mode))
        self.hands_free.setChecked(hands_free)
        self.offer((), (), microphone=settings.audio.microphone, speaker=settings.audio.speaker)
        for box in (self.microphone, self.speaker):
            box.setEnabled(False)

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
            box.setEnabled(True)


def _rows(*rows: tuple[str, QComboBox]) -> QGridLayout:
    """Titles on the left, lists on the right."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(12)
    grid.setColumnStretch(1, 1)
    for row, (title, box) in enumerate(rows):
        label = QLabel(title)
        label.setBuddy(box)
        box.setAccessibleName(title.replace("&", ""))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(18)
        grid.addWidget(label, row, 0)
        grid.addWidget(box, row, 1)
    return grid


def _explained(column: QVBoxLayout, switch: Switch, meaning: str) -> None:
    """Put a switch with its meaning under it into `column`."""
    switch.setAccessibleDescription(meaning)
    text = named(QLabel(meaning), "small")
    text.setWordWrap(True)
    text.setContentsMargins(52, 0, 0, 0)
    column.addWidget(switch)
    column.addWidget(text)
