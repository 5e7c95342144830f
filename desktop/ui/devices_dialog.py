"""The choice of microphone and loudspeaker."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.naming import named

DEFAULT_TITLE = "The system's default"


class DevicesDialog(QDialog):
    """One list for each direction. What is chosen is used at once."""

    chosen = Signal(str, str)
    """Names of the microphone and the loudspeaker; empty for the default."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sound")
        self.microphone, self.speaker = QComboBox(), QComboBox()
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, (title, box) in enumerate((("&Microphone", self.microphone), ("&Loudspeaker", self.speaker))):
            label = QLabel(title)
            label.setBuddy(box)
            box.setAccessibleName(title.replace("&", ""))
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(24)
            box.activated.connect(self._choose)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(20)
        column.addWidget(named(QLabel("Sound"), "heading"))
        column.addLayout(grid)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(420)

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

    def _choose(self) -> None:
        self.chosen.emit(self.microphone.currentData(), self.speaker.currentData())
