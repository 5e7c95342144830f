"""The thread that counts: it takes events out of the engine's way and looks at the process now and then."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.errors import ShutdownError
from desktop.events import (
    EngineEvent,
    LevelMeasured,
    PartialTranscript,
    ReplyDelta,
    ReplyHeard,
    StageFailed,
    StateChanged,
    TurnFinished,
)  # fmt: skip
from desktop.observability.metrics import Metrics
from desktop.observability.series import Series

if TYPE_CHECKING:
    from desktop.observability.process import Process

_UNCOUNTED = frozenset({LevelMeasured, PartialTranscript, ReplyDelta, ReplyHeard, StateChanged})
"""The many that nothing is counted of."""
_COUNTED_AT_ONCE = frozenset({TurnFinished, StageFailed})
"""Those that figures come of; all others wait for one of these, or for the next look at the process."""
_CLOSE_S = 5.0
_MEMORY_EVERY = 3
"""Looks: to ask for the memory costs as much as all else together, and it changes slowly."""


@dataclass(frozen=True, slots=True)
class Load:
    """How things stand with the rest of the process."""

    queues: Mapping[Series, int] = field(default_factory=dict)
    """What waits in each queue."""
    lost: Mapping[Series, int] = field(default_factory=dict)
    """Underruns, overruns and the like since the start."""


class Observer:
    """Feeds `Metrics`. `put` never waits; what finds the queue full is counted and let go."""

    def __init__(
        self, metrics: Metrics, look: Callable[[], Load] = Load, *, capacity: int = 10_000, period_s: float = 2.0
    ) -> None:
        """Start the thread. `look` is called on it every `period_s` seconds, and must not wait."""
        self._metrics, self._look = metrics, look
        self._capacity, self._period_s = capacity, period_s
        self._waiting: deque[EngineEvent] = deque()
        self._bell, self._closing = threading.Event(), False
        self._losing = threading.Lock()
        self._dropped = 0
        self._told: dict[Series, int] = {}
        self._looks = 0
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Events that were not counted."""
        return self._dropped

    def put(self, event: EngineEvent) -> None:
        """Note an event. Returns at once, from any thread."""
        kind = type(event)
        if kind in _UNCOUNTED:
            return
        if len(self._waiting) < self._capacity:
            self._waiting.append(event)
        else:
            with self._losing:
                self._dropped += 1
        if kind in _COUNTED_AT_ONCE:
            self._bell.set()

    def close(self) -> None:
        """Count what waits and end the thread. Harmless when closed. Raises ShutdownError when it does not end."""
        self._closing = True
        self._bell.set()
        self._thread.join(_CLOSE_S)
        if self._thread.is_alive():
            raise ShutdownError("the metrics thread did not end in time")

    def _run(self) -> None:
        from desktop.observability.process import Process  # here, and not while the window waits for its first paint

        process, due = Process(), time.monotonic()
        while not self._closing:
            self._bell.wait(max(0.0, due - time.monotonic()))
            self._bell.clear()
            self._count()
            if (late := time.monotonic() - due) >= 0:
                due += self._period_s + late
                self._sample(process)
        self._count()

    def _count(self) -> None:
        for _ in range(len(self._waiting)):
            self._metrics.take(self._waiting.popleft())

    def _sample(self, process: Process) -> None:
        now, load = time.monotonic(), self._look()
        if self._looks % _MEMORY_EVERY == 0:
            self._metrics.record(Series.MEMORY, process.memory(), now)
        self._looks += 1
        self._metrics.record(Series.PROCESSOR, process.processor(), now)
        for name, waiting in (*load.queues.items(), (Series.QUEUE_METRICS, len(self._waiting))):
            self._metrics.record(name, waiting, now)
        lost = dict(load.lost)
        lost[Series.DROPPED] = lost.get(Series.DROPPED, 0) + self._dropped
        for name, count in lost.items():
            if more := count - self._told.get(name, 0):
                self._metrics.record(name, more, now)
                self._told[name] = count
