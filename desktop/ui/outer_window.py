"""What any window has: keys that nobody took, coming and going. An event filter would be asked at every paint."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow

from desktop.ui.key.push_to_talk import PushToTalk


class OuterWindow(QMainWindow):
    """Hands the keys that no widget of its took to `talk_key`, and tells it when the keyboard goes elsewhere."""

    closed = Signal()
    """The user closed it."""
    came_or_went = Signal()
    """It is shown, or hidden."""
    talk_key: PushToTalk | None = None
    """None until the window is made."""
    hides: Callable[[], bool] | None = None
    """Asked when the user closes it: whether it is only hidden."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Space talks."""
        if self.talk_key is None or not self.talk_key.key_down(self, event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Space does no longer."""
        if self.talk_key is None or not self.talk_key.key_up(self, event):
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """The key may come up in another window, where nobody sees it."""
        super().changeEvent(event)
        left = event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow()
        if left and self.talk_key is not None:
            self.talk_key.leave()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tell it."""
        super().showEvent(event)
        self.came_or_went.emit()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Tell it."""
        super().hideEvent(event)
        self.came_or_went.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Say that the user closed the window, unless it hides."""
        if self.hides is not None and self.hides():
            event.ignore()
            self.hide()
            return
        super().closeEvent(event)
        self.closed.emit()
