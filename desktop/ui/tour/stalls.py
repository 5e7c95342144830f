"""How long the main thread stood still."""

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5
LONGEST_MS = 50.0
"""A stall that people notice."""
_ROOM = 128


@dataclass(frozen=True, slots=True)
class Stall:
    """The longest while in which the main thread did not come to its events, all in milliseconds."""

    wall_ms: float = 0.0
    work_ms: float = 0.0
    """Processor time that the main thread used meanwhile."""
    queued_ms: float = 0.0
    """Time in which it could have run and other programs did; 0 where the system does not tell."""

    @property
    def own_ms(self) -> float:
        """What Sotto is the cause of: work, and waiting for Sotto's other threads."""
        return max(0.0, self.wall_ms - self.queued_ms)


class StallWatch(QObject):
    """A timer that notes how late it fires, and what became of the time since it fired last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._longest = Stall()
        self._queue = _RunQueue()
        self._wall = self._work = self._queued = 0.0
        self.skip()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def skip(self) -> None:
        """Forget what happened since the last beat: it was the watcher's own doing, such as a picture."""
        self._wall, self._work, self._queued = time.perf_counter(), time.thread_time(), self._queue.seconds()

    def take(self) -> Stall:
        """Return the longest stall since this was last called."""
        self._beat()
        longest, self._longest = self._longest, Stall()
        return longest

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()
        self._queue.close()

    def _beat(self) -> None:
        wall, work, queued = self._wall, self._work, self._queued
        self.skip()
        late = (self._wall - wall) * 1000 - BEAT_MS
        stall = Stall(late, (self._work - work) * 1000, (self._queued - queued) * 1000)
        if stall.own_ms > self._longest.own_ms:
            self._longest = stall


class _RunQueue:
    """How long the calling thread has waited for a processor, as Linux tells it."""

    def __init__(self) -> None:
        file = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._file = os.open(file, os.O_RDONLY) if file.exists() else None

    def seconds(self) -> float:
        """Since its beginning; 0 where that is not told."""
        if sys.platform == "win32" or self._file is None:
            return 0.0
        return int(os.pread(self._file, _ROOM, 0).split()[1]) / 1e9

    def close(self) -> None:
        """Ask no more."""
        if self._file is not None:
            os.close(self._file)
        self._file = None
