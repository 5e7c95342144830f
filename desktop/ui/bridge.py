"""From the engine's threads to the main thread, without ever flooding it."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop.events import EngineEvent, LevelMeasured

LEVEL_PERIOD_S = 1 / 30
_SLICE_S = 0.008
"""Longest the main thread delivers events before it paints and takes input again."""


class EventBridge(QObject):
    """`post` takes events on any thread; `arrived` emits them, in order, on the thread the bridge lives in.

    Levels are thinned to 30 a second; no other event is dropped.
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
        self._rest.setInterval(0)
        self._rest.timeout.connect(self._deliver)
        # Through a timer: Qt takes queued signals that arrive meanwhile before it paints or takes input.
        self._woken.connect(self._rest.start, Qt.ConnectionType.QueuedConnection)

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

    @Slot()
    def _deliver(self) -> None:
        end = time.perf_counter() + _SLICE_S
        while self._queue:
            self.arrived.emit(self._queue.popleft())
            if time.perf_counter() > end:
                self._rest.start()
                return
        self._awake = False
        # `post` queues before it looks at the flag: what it queued just before the flag fell is seen here.
        if self._queue:
            self._awake = True
            self._rest.start()
