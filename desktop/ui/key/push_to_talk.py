"""The talk key in the window: Space and the big button, as one key."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from desktop.terms import KeyMode, State
from desktop.ui.key.talk_button import TalkButton
from desktop.ui.key.talk_key import Step, TalkKey


class PushToTalk(QObject):
    """Emits `pressed` and `released` in pairs; `drop` forgets an utterance without `released`.

    A window that loses the keyboard ends a hold, for the key may come up in another window, where nobody sees it. A
    lock goes on: it waits for no key to come up, and people lock in order to use their hands elsewhere.
    """

    pressed = Signal()
    released = Signal()
    changed = Signal()
    """Something else than before is asked of the user: `talking` or `locked` differs."""

    def __init__(self, button: TalkButton, window: QWidget, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._button, self._clock = button, clock
        self._key = TalkKey()
        self._shown = (False, False)
        self._heard = self._afar = False
        self._tap_over = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._tap_over.timeout.connect(lambda: self._take(self._key.wait(self._clock())))
        button.pressed.connect(self._press)
        button.released.connect(self._release)
        self.watch(button)

    @property
    def talking(self) -> bool:
        """Whether an utterance by the key is under way."""
        return self._key.talking

    @property
    def locked(self) -> bool:
        """Whether it lasts until the next press."""
        return self._key.locked

    def watch(self, widget: QWidget) -> None:
        """Take Space from `widget`, unless it is a text box."""
        widget.installEventFilter(self)

    def ignore(self, widget: QWidget) -> None:
        """Leave Space to `widget` again."""
        widget.removeEventFilter(self)

    def choose(self, mode: KeyMode) -> None:
        """Go over to `mode`; an utterance under way ends."""
        self._take(self._key.choose(mode))

    def hold(self) -> bool:
        """A key beyond the window goes down, and so comes up whatever the window does; False when nobody listens."""
        if not self._button.isEnabled():
            return False
        self._afar = True
        self._press()
        return True

    def let_go(self) -> None:
        """The key beyond the window comes up."""
        self._afar = False
        self._release()

    def toggle(self) -> bool:
        """Begin an utterance that lasts until the next press, or end the one under way; False when nobody listens."""
        if not self._button.isEnabled():
            return False
        self._take(self._key.toggle(self._clock()))
        return True

    def follow(self, state: State) -> None:
        """Take notice of the engine's state: an utterance is over once it was heard and no longer is.

        The engine ends one by itself when it grows too long, or when something else begins.
        """
        if state is State.LISTENING:
            self._heard = self.talking
        elif self._heard:
            self._take(self._key.end())

    def drop(self) -> None:
        """Forget the utterance; letting go then means nothing."""
        self._key.discard()
        self._heard = False
        self._take(())

    def _press(self) -> None:
        if self._button.isEnabled():
            self._take(self._key.press(self._clock()))

    def _release(self) -> None:
        self._take(self._key.release(self._clock()))

    def _take(self, steps: Iterable[Step]) -> None:
        for step in steps:
            self._heard = False
            (self.pressed if step is Step.BEGIN else self.released).emit()
        due = self._key.due
        if due is None:
            self._tap_over.stop()
        else:
            self._tap_over.start(max(1, round((due - self._clock()) * 1000)))
        self._button.setDown(self._key.talking)
        if self._shown != (self.talking, self.locked):
            self._shown = (self.talking, self.locked)
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Turn Space into the talk key, and notice what ends an utterance by itself."""
        kind = event.type()
        if kind == QEvent.Type.EnabledChange and watched is self._button and not self._button.isEnabled():
            self._take(self._key.end())
        elif kind == QEvent.Type.MouseButtonRelease and watched is self._button and isinstance(event, QMouseEvent):
            if event.button() == Qt.MouseButton.LeftButton:
                self._release()  # the button itself tells of it only where it is hit
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.key_down(watched, event)
        elif kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            return self.key_up(watched, event)
        return False

    def leave(self) -> None:
        """The keyboard goes to another window: what a key of this one holds, ends."""
        if not self._afar:
            self._take(self._key.leave())

    def key_down(self, watched: QObject, event: QKeyEvent) -> bool:
        """A key goes down on `watched`; returns whether it is taken from it."""
        if isinstance(watched, QLineEdit) and not self._key.down:
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

    def key_up(self, watched: QObject, event: QKeyEvent) -> bool:
        """A key comes up on `watched`; returns whether it is taken from it."""
        if event.key() != Qt.Key.Key_Space or (isinstance(watched, QLineEdit) and not self._key.down):
            return False
        if not event.isAutoRepeat():
            self._release()
        return True
