"""From the engine's threads to the main thread, without ever flooding it."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop.events import EngineEvent, LevelMeasured, ReplyHeard

LEVEL_PERIOD_S = 1 / 30
TICK_S = 0.012
"""Least time from one delivery to the next: what comes meanwhile is delivered together, and painted once."""
_SLICE_S = 0.008
"""Longest the main thread delivers events before it paints and takes input again."""


class EventBridge(QObject):
    """`post` takes events on any thread; `arrived` emits them, in order, on the thread the bridge lives in.

    Levels are thinned to 30 a second, and of what was heard only the newest is delivered; no other event is dropped.
    An event after a pause is delivered at once.
    """

    arrived = Signal(object)
    # not `event`: that name is a virtual method of QObject
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: deque[EngineEvent] = deque()
        self._awake = False
        self._last_level = float("-inf")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setTimerType(Qt.TimerType.PreciseTimer)
        self._rest.timeout.connect(self._deliver)
        self._delivered = 0.0
        # Through a timer: Qt takes queued signals that arrive meanwhile before it paints or takes input.
        self._woken.connect(self._wait, Qt.ConnectionType.QueuedConnection)

    def post(self, event: EngineEvent) -> None:
        """Hand over one event; returns at once, from any thread."""
        if isinstance(event, LevelMeasured):
            if event.at - self._last_level < LEVEL_PERIOD_S:
                return
            self._last_level = event.at
        self._queue.append(event)
        if not self._awake:
            self._awake = True
            self._woken.emit()

    def _is_outdated(self, event: EngineEvent) -> bool:
        """Whether the next one says the same again and more."""
        if not (isinstance(event, ReplyHeard) and self._queue):
            return False
        after = self._queue[0]
        return isinstance(after, ReplyHeard) and (after.session, after.turn) == (event.session, event.turn)

    @Slot()
    def _wait(self) -> None:
        left = self._delivered + TICK_S - time.perf_counter()
        self._rest.start(max(0, round(left * 1000)))

    @Slot()
    def _deliver(self) -> None:
        self._delivered = time.perf_counter()
        while self._queue:
            event = self._queue.popleft()
            if not self._is_outdated(event):
                self.arrived.emit(event)
            if time.perf_counter() > self._delivered + _SLICE_S:
                self._rest.start(0)
                return
        self._awake = False
        # `post` queues before it looks at the flag: what it queued just before the flag fell is seen here.
        if self._queue:
            self._awake = True
            self._wait()
