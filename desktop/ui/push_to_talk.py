"""Holding: one hold at a time, by button or by Space."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from desktop.ui.talk_button import TalkButton


class PushToTalk(QObject):
    """Emits `pressed` and `released` in pairs; `drop` forgets a hold without `released`."""

    pressed = Signal()
    released = Signal()

    def __init__(self, button: TalkButton, window: QWidget) -> None:
        super().__init__(window)
        self._button, self._window, self._held = button, window, False
        button.pressed.connect(self._press)
        button.released.connect(self._release)
        self.watch(window)

    @property
    def held(self) -> bool:
        """Whether the user holds the button or the key."""
        return self._held

    def watch(self, widget: QWidget) -> None:
        """Take Space from `widget`, unless it is a text box."""
        widget.installEventFilter(self)

    def drop(self) -> None:
        """Forget the hold; letting go then means nothing."""
        self._held = False
        self._button.setDown(False)

    def _press(self) -> None:
        if not self._held and self._button.isEnabled():
            self._held = True
            self._button.setDown(True)
            self.pressed.emit()

    def _release(self) -> None:
        if self._held:
            self.drop()
            self.released.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Turn Space into a hold; a window that loses the focus lets go."""
        kind = event.type()
        if kind == QEvent.Type.WindowDeactivate and watched is self._window:
            self._release()
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key_down(watched, event)
        elif kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            return self._key_up(watched, event)
        return False

    def _key_down(self, watched: QObject, event: QKeyEvent) -> bool:
        if isinstance(watched, QLineEdit) and not self._held:
            return False
        # Space belongs to talking, so buttons are pressed with Return, on every platform.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(watched, QAbstractButton):
            if not event.isAutoRepeat() and not isinstance(watched, TalkButton):
                watched.click()
            return True
        if event.key() != Qt.Key.Key_Space:
            return False
        if event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return isinstance(watched, TalkButton)
        if not event.isAutoRepeat():
            self._press()
        return True

    def _key_up(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Space or (isinstance(watched, QLineEdit) and not self._held):
            return False
        if not event.isAutoRepeat():
            self._release()
        return True
