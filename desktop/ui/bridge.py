"""From the engine's threads to the main thread, without ever flooding it."""

from __future__ import annotations

import enum
import time
from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop.events import EngineEvent, LevelMeasured, ReplyHeard

LEVEL_PERIOD_S = 1 / 30
TICK_S = 0.012
"""Least time from one delivery to the next: what comes meanwhile is delivered together, and painted once."""
PATIENCE_S = 1 / 30
"""Longest that levels and what was heard wait for other events to be delivered with."""
_SLICE_S = 0.008
"""Longest the main thread delivers events before it paints and takes input again."""
_PATIENT = (LevelMeasured, ReplyHeard)


class _Watch(enum.IntEnum):
    """When the queue is looked at next."""

    ASLEEP = 0
    """When it is told to."""
    DOZING = 1
    """Within `PATIENCE_S`."""
    AWAKE = 2
    """Within `TICK_S`."""


class EventBridge(QObject):
    """`post` takes events on any thread; `arrived` emits them, in order, on the thread the bridge lives in.

    Levels are thinned to 30 a second, and of what was heard only the newest is delivered, if it is other than before;
    both wait a moment for the next event. No other event is dropped; one after a pause is delivered at once.
    """

    arrived = Signal(object)
    # not `event`: that name is a virtual method of QObject
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: deque[EngineEvent] = deque()
        self._watch = _Watch.ASLEEP
        self._last_level = float("-inf")
        self._last_heard = ("", 0, "")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setTimerType(Qt.TimerType.PreciseTimer)
        self._rest.timeout.connect(self._deliver)
        self._delivered = 0.0
        self._woken.connect(self._wait, Qt.ConnectionType.QueuedConnection)

    def post(self, event: EngineEvent) -> None:
        """Hand over one event; returns at once, from any thread."""
        if isinstance(event, _PATIENT) and self._is_known(event):
            return
        self._queue.append(event)
        needed = _Watch.DOZING if isinstance(event, _PATIENT) else _Watch.AWAKE
        if self._watch < needed:
            self._watch = needed
            self._woken.emit()

    def _is_known(self, event: LevelMeasured | ReplyHeard) -> bool:
        """Whether it tells too little that is new."""
        if isinstance(event, LevelMeasured):
            known = event.at - self._last_level < LEVEL_PERIOD_S
            self._last_level = self._last_level if known else event.at
            return known
        heard = (event.session, event.turn, event.heard)
        known, self._last_heard = heard == self._last_heard, heard
        return known

    def _is_outdated(self, event: EngineEvent) -> bool:
        """Whether the next one says the same again and more."""
        if not (isinstance(event, ReplyHeard) and self._queue):
            return False
        after = self._queue[0]
        return isinstance(after, ReplyHeard) and (after.session, after.turn) == (event.session, event.turn)

    @Slot()
    def _wait(self) -> None:
        """Deliver at once; by a timer if one was just before, for a signal would come before paint and input."""
        pause = TICK_S if self._watch is _Watch.AWAKE else PATIENCE_S
        left = self._delivered + pause - time.perf_counter()
        if left > 0:
            self._rest.start(round(left * 1000))
        else:
            self._deliver()

    @Slot()
    def _deliver(self) -> None:
        self._delivered = time.perf_counter()
        idle = not self._queue
        while self._queue:
            event = self._queue.popleft()
            if not self._is_outdated(event):
                self.arrived.emit(event)
            if time.perf_counter() > self._delivered + _SLICE_S:
                self._rest.start(0)
                return
        self._watch = _Watch.ASLEEP if idle else _Watch.DOZING
        # `post` queues before it looks at the watch: what it queued just before that fell is seen here.
        if self._queue:
            self._watch = _Watch.AWAKE
            self._wait()
        elif not idle:
            self._rest.start(round(PATIENCE_S * 1000))
