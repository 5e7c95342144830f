"""How long the main thread stood still."""

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5
LONGEST_MS = 50.0
"""A stall that people notice."""
_PROCESSORS, _STEAL = Path("/proc/stat"), 8
"""Where Linux tells of each processor, and in which column what the host of a virtual machine took for others."""
_ROOM = 4096
"""Bytes: more than the line of a thread, and than those of thirty processors."""


@dataclass(frozen=True, slots=True)
class Stall:
    """The longest while in which the main thread did not come to its events, all in milliseconds."""

    wall_ms: float = 0.0
    work_ms: float = 0.0
    """Processor time that the main thread used meanwhile."""
    queued_ms: float = 0.0
    """Time in which it could have run and other programs did; 0 where the system does not tell."""
    stolen_ms: float = 0.0
    """Time in which a virtual machine lacked one of its processors, at least; 0 where the system does not tell."""

    @property
    def own_ms(self) -> float:
        """What Sotto is the cause of: work, and waiting for Sotto's other threads.

        What was queued and what was stolen may be the same time: only the longer counts as others'.
        """
        left = self.wall_ms - max(self.queued_ms, self.stolen_ms)
        return max(min(self.work_ms, self.wall_ms), left, 0.0)


class _Moment(NamedTuple):
    """What clocks and counters say at one time."""

    wall_s: float = 0.0
    work_s: float = 0.0
    queued_s: float = 0.0
    stolen: tuple[int, ...] = ()

    def until(self, later: _Moment) -> Stall:
        """What went on between two beats, beyond the time that is meant to be between them."""
        late_ms = (later.wall_s - self.wall_s) * 1000 - BEAT_MS
        work_ms, queued_ms = (later.work_s - self.work_s) * 1000, (later.queued_s - self.queued_s) * 1000
        return Stall(late_ms, work_ms, queued_ms, stolen_ms(self.stolen, later.stolen))


class StallWatch(QObject):
    """A timer that notes how late it fires, and what became of the time since it fired last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._longest, self._last = Stall(), _Moment()
        self._thread = _Told(Path(f"/proc/self/task/{threading.get_native_id()}/schedstat"))
        self._processors = _Told(_PROCESSORS)
        self.skip()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def skip(self) -> None:
        """Forget what happened since the last beat: it was the watcher's own doing, such as a picture."""
        queued, stolen = queued_s(self._thread.read()), stolen_ticks(self._processors.read())
        self._last = _Moment(time.perf_counter(), time.thread_time(), queued, stolen)

    def take(self) -> Stall:
        """Return the longest stall since this was last called."""
        self._beat()
        longest, self._longest = self._longest, Stall()
        return longest

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()
        self._thread.close()
        self._processors.close()

    def _beat(self) -> None:
        last = self._last
        self.skip()
        self._longest = max(self._longest, last.until(self._last), key=lambda stall: stall.own_ms)


class _Told:
    """A file in which Linux counts, and nothing elsewhere."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY) if path.exists() else None

    def read(self) -> bytes:
        """What it says now."""
        if sys.platform == "win32" or self._file is None:
            return b""
        return os.pread(self._file, _ROOM, 0)

    def close(self) -> None:
        """Ask no more."""
        if self._file is not None:
            os.close(self._file)
        self._file = None


def queued_s(schedstat: bytes) -> float:
    """How long a thread has waited for a processor, by its /proc/…/schedstat."""
    return int(schedstat.split()[1]) / 1e9 if schedstat else 0.0


def stolen_ticks(stat: bytes) -> tuple[int, ...]:
    """What was taken of each processor, by the beginning of /proc/stat, whose first line is their sum."""
    lines = (line.split() for line in stat.split(b"\n")[1:-1])
    return tuple(int(fields[_STEAL]) for fields in lines if fields[0].startswith(b"cpu") and len(fields) > _STEAL)


def stolen_ms(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    """What was taken of the processor that lost most, at the least: a tick may have begun before."""
    if sys.platform == "win32":
        return 0.0
    most = max((late - early for early, late in zip(before, after, strict=False)), default=0)
    return max(0, most - 1) * 1000 / os.sysconf("SC_CLK_TCK")
