"""Tells screen readers what happens away from the focus: states, replies, errors and notices."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


class Announcer(QObject):
    """Speaks through the window, so that a screen reader need not find what has changed.

    While the microphone is listened to without a key only errors are told: what a screen reader reads aloud would be
    heard as the user's next words.
    """

    said = Signal(str, bool)
    """What was handed to the screen readers, and whether it interrupts what they read."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._last = ""
        self.quiet = False
        """Whether only errors are told."""

    def tell(self, words: str) -> None:
        """Say `words` when the screen reader has finished; the same words twice in a row only once."""
        if words and words != self._last and not self.quiet:
            self._say(words, urgent=False)

    def interrupt(self, words: str) -> None:
        """Say `words` at once."""
        if words:
            self._say(words, urgent=True)

    def _say(self, words: str, *, urgent: bool) -> None:
        self._last = words
        event = QAccessibleAnnouncementEvent(self._window, words)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
        QAccessible.updateAccessibility(event)
        self.said.emit(words, urgent)
