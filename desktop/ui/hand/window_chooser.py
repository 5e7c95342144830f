"""Over how long the figures are taken."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from desktop.observability.series import WINDOWS_S
from desktop.ui.look.naming import named
from desktop.wording import marked, tr

_USUAL = 900
_LONG = {
    60: marked("Figures of the last minute"),
    300: marked("Figures of the last 5 minutes"),
    900: marked("Figures of the last 15 minutes"),
    3600: marked("Figures of the last hour"),
}
_SHORT = {60: "1 min", 300: "5 min", 900: "15 min", 3600: "1 h"}


class WindowChooser(QWidget):
    """A button a window, one of them pressed; the arrow keys go from one to the next."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.window_s = _USUAL
        """Seconds of the chosen window."""
        self.buttons: list[QPushButton] = []
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for seconds in WINDOWS_S:
            button = named(QPushButton(_SHORT[seconds]), "choice")
            button.setCheckable(True)
            if seconds == _USUAL:
                button.setChecked(True)
                self.setFocusProxy(button)
            button.setAccessibleName(tr(_LONG[seconds]))
            button.setToolTip(tr(_LONG[seconds]))
            group.addButton(button, seconds)
            row.addWidget(button)
            self.buttons.append(button)
        group.idToggled.connect(lambda seconds, on: self._choose(seconds) if on else None)

    def _choose(self, seconds: int) -> None:
        self.window_s = seconds
        self.setFocusProxy(self.buttons[WINDOWS_S.index(seconds)])
        self.changed.emit()
