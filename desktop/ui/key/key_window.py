"""A window whose Space key talks. Its own methods take the keys: an event filter would be asked at every paint."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMainWindow

from desktop.ui.key.push_to_talk import PushToTalk


class KeyWindow(QMainWindow):
    """Hands the keys that no widget of its took to `talk_key`, and tells it when the keyboard goes elsewhere."""

    talk_key: PushToTalk | None = None
    """None until the window is made."""

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
