"""How long the main thread stood still."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5
LONGEST_MS = 50.0
"""A stall that people notice."""


@dataclass(frozen=True, slots=True)
class Stall:
    """The longest while in which the main thread did not come to its events, all in milliseconds."""

    wall_ms: float = 0.0
    work_ms: float = 0.0
    """Processor time the main thread itself used meanwhile: the rest it waited, for other threads or the machine."""


class StallWatch(QObject):
    """A timer that notes how late it fires, and what the main thread worked since it fired last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._longest = Stall()
        self._wall, self._work = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def skip(self) -> None:
        """Forget what happened since the last beat: it was the watcher's own doing, such as a picture."""
        self._wall, self._work = time.perf_counter(), time.thread_time()

    def take(self) -> Stall:
        """Return the longest stall since this was last called."""
        self._beat()
        longest, self._longest = self._longest, Stall()
        return longest

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()

    def _beat(self) -> None:
        wall, work = time.perf_counter(), time.thread_time()
        late = (wall - self._wall) * 1000 - BEAT_MS
        if late > self._longest.wall_ms:
            self._longest = Stall(late, (work - self._work) * 1000)
        self._wall, self._work = wall, work
