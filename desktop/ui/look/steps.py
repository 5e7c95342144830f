"""Work of the main thread that is too long for one go: done in steps, with the window's own work in between."""

from __future__ import annotations

from collections.abc import Generator
from inspect import GEN_CLOSED, GEN_RUNNING, getgeneratorstate

from PySide6.QtCore import QObject, QTimer

from desktop.ui.look.pauses import BETWEEN_MS


class Steps:
    """Goes a step on, and the one after it only once this one is laid out and painted.

    `work` is to yield where it may pause. The steps end with `parent`.
    """

    def __init__(self, work: Generator[None, None, None], parent: QObject) -> None:
        self._work = work
        self._timer = QTimer(parent, singleShot=True, interval=BETWEEN_MS)
        self._timer.timeout.connect(self.go_on)

    def begin(self) -> None:
        """Take the first step soon: to be called at the end of what comes first, which is painted then."""
        self._timer.start()

    @property
    def over(self) -> bool:
        """Whether the last step was taken."""
        return getgeneratorstate(self._work) == GEN_CLOSED

    def go_on(self) -> bool:
        """Take the next step now. False after the last, and to who asks in the midst of a step."""
        if self.over or getgeneratorstate(self._work) == GEN_RUNNING:
            return False
        next(self._work, None)
        if not self.over:
            self._timer.start()
        return True

    def finish(self) -> None:
        """Take all the steps that are left; in the midst of one, it goes on by itself."""
        while self.go_on():
            pass
