"""Short reads off the main thread, their results back on it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from desktop import log
from desktop.ui.modules import Modules

T = TypeVar("T")

_SHARE_S = 0.00003
"""What a call of Qt that gave the interpreter up waits to have it back while another thread computes.

One piece of work makes many such calls, so the waits add up; Python's default is 5 ms, more than half of a frame.
Two threads that compute at once pay some 6 % more than at 0.5 ms.
"""


def share_often() -> None:
    """Let threads that compute in Python hand over so soon that the window's frames do not wait for them."""
    sys.setswitchinterval(_SHARE_S)


class Background(QObject):
    """Runs calls on an executor and hands their results to the thread this object lives in."""

    failed = Signal(object)
    """An exception that a call raised."""
    _finished = Signal(object, object)

    def __init__(self, executor: Executor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.modules = Modules(self)
        """Loads on this thread, not on the executor, what makes classes of Qt."""
        self._executor = executor
        self._finished.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Call `work` on the executor, then `done` with its result here."""
        future = self._executor.submit(work)
        future.add_done_callback(partial(self._announce, done))

    def _announce(self, done: Callable[[T], None], ended: Future[T]) -> None:
        # a window that is gone wants no result
        if isValid(self):
            self._finished.emit(ended, done)

    @Slot(object, object)
    def _hand_over(self, future: Future[Any], done: Callable[[Any], None]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            done(future.result())
            return
        log.ui.error("a read in the background failed", exc_info=error)
        self.failed.emit(error)
