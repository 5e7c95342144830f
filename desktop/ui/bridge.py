"""From the engine's threads to the main thread, without ever flooding it."""

from __future__ import annotations

import enum
import sys
import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop.events import EngineEvent, LevelMeasured, ReplyDelta, ReplyHeard

LEVEL_PERIOD_S = 1 / 30
TICK_S = 0.012
"""Least time from one delivery to the next: what comes meanwhile is delivered together, and painted once."""
PATIENCE_S = 1 / 30
"""Longest that levels and what was heard wait for other events to be delivered with."""
HEARD_PERIOD_S = 0.1
"""Least time from one telling of what was heard of a reply to the next: the voice speaks three words a second."""
_SLICE_S = 0.008
"""Longest the main thread delivers events before it paints and takes input again."""
_PATIENT = (LevelMeasured, ReplyHeard)
_PASSING = (LevelMeasured, ReplyDelta)
"""What may be told before what was heard earlier."""


class _Watch(enum.IntEnum):
    """When the queue is looked at next."""

    ASLEEP = 0
    """When it is told to."""
    DOZING = 1
    """Within `PATIENCE_S`."""
    AWAKE = 2
    """Within `TICK_S`."""


class Arrived:
    """Calls those who want to know of an event, on the thread the bridge lives in.

    It has the ways of a signal; one of Qt's converts the event anew for each of them.
    """

    def __init__(self) -> None:
        self._takers: list[Callable[[EngineEvent], object]] = []

    def connect(self, taker: Callable[[EngineEvent], object]) -> None:
        """Call `taker` with each event from now on, after those that came before it."""
        self._takers.append(taker)

    def emit(self, event: EngineEvent) -> None:
        """Call them; as with a signal, one that fails keeps nobody else from it."""
        for taker in self._takers:
            try:
                taker(event)
            except Exception:  # noqa: BLE001 - whatever it is, it is told as any other in a slot
                sys.excepthook(*sys.exc_info())


class EventBridge(QObject):
    """`post` takes events on any thread; `arrived` emits them, in order, on the thread the bridge lives in.

    Levels are thinned to 30 a second. Of what was heard of a reply only the newest is delivered, ten times a second,
    if it is other than before; more of the reply may come before it, all else comes after. Both wait a moment for
    the next event. No other event is dropped; one after a pause is delivered at once.
    """

    # not `event`: that name is a virtual method of QObject
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.arrived = Arrived()
        self._queue: deque[EngineEvent] = deque()
        self._watch = _Watch.ASLEEP
        self._last_level = float("-inf")
        self._last_heard = ("", 0, "")
        self._held: ReplyHeard | None = None
        self._told = ("", 0)
        self._told_at = 0.0
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

    def _tell(self, event: EngineEvent) -> None:
        """Deliver an event; what was heard waits for its time, and anything but more of the reply for it."""
        held = self._held
        if not isinstance(event, ReplyHeard):
            if held is not None and not isinstance(event, _PASSING):
                self._tell_heard(held)
            self.arrived.emit(event)
            return
        if held is not None and _reply_of(held) != _reply_of(event):
            self._tell_heard(held)
        self._held = event
        newer = bool(self._queue) and isinstance(self._queue[0], ReplyHeard)
        if not newer and self._left() <= 0:
            self._tell_heard(event)

    def _tell_heard(self, event: ReplyHeard) -> None:
        self._held = None
        self._told, self._told_at = _reply_of(event), time.perf_counter()
        self.arrived.emit(event)

    def _left(self) -> float:
        """Seconds until what is held may be told; the first of a reply may be at once."""
        if self._held is None or _reply_of(self._held) != self._told:
            return 0.0
        return self._told_at + HEARD_PERIOD_S - time.perf_counter()

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
            self._tell(self._queue.popleft())
            if time.perf_counter() > self._delivered + _SLICE_S:
                self._rest.start(0)
                return
        if self._held is not None and self._left() <= 0:
            self._tell_heard(self._held)
        self._watch = _Watch.ASLEEP if idle and self._held is None else _Watch.DOZING
        # `post` queues before it looks at the watch: what it queued just before that fell is seen here.
        if self._queue:
            self._watch = _Watch.AWAKE
            self._wait()
        elif self._watch is _Watch.DOZING:
            self._rest.start(round(PATIENCE_S * 1000))


def _reply_of(event: ReplyHeard) -> tuple[str, int]:
    return event.session, event.turn
