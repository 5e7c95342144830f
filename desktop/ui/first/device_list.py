"""A list of sound devices to choose from, the system's default first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from desktop.ui.settings.setting_editors import DEFAULT_DEVICE
from desktop.wording import tr


class DeviceList(QComboBox):
    """Tells of what the user chooses, not of what it is filled with."""

    chosen = Signal(str)
    """Name of a device; empty for the system's default."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.addItem(tr(DEFAULT_DEVICE), "")
        self.activated.connect(lambda _row: self.chosen.emit(self.currentData()))

    def offer(self, names: Sequence[str], current: str) -> None:
        """List what there is; `current` is chosen already, and listed also when it is not there."""
        self.clear()
        self.addItem(tr(DEFAULT_DEVICE), "")
        for name in dict.fromkeys([*names, *([current] if current else [])]):
            self.addItem(name, name)
        self.setCurrentIndex(self.findData(current))
