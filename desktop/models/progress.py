"""How far long work on a model is."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

_WINDOW_S = 5.0
"""The speed is that of the last seconds."""
_OFTEN_S = 0.1


class Step(StrEnum):
    """What is being done."""

    ASKING = "asking"
    """What there is on the hub."""
    DOWNLOADING = "downloading"
    CHECKING = "checking"
    """Bytes on disk against their hash."""
    COPYING = "copying"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one step is."""

    step: Step
    done: int = 0
    """Bytes."""
    total: int = 0
    """Bytes; 0 while it is unknown."""
    bytes_per_s: float = 0.0
    """Over the last seconds; 0 before anything came."""

    @property
    def seconds_left(self) -> float | None:
        """At this speed; None while nothing comes."""
        return (self.total - self.done) / self.bytes_per_s if self.bytes_per_s else None


Tell = Callable[[Progress], None]
"""Is told of progress, about ten times a second, on the thread that works."""


def untold(_progress: Progress) -> None:
    """Tell nobody."""


class Meter:
    """Counts the bytes of one step and tells of them, not too often."""

    def __init__(
        self, step: Step, total: int, tell: Tell, *, done: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._step, self._total, self._tell, self._clock = step, total, tell, clock
        self._done = done
        self._points = deque([(clock(), done)])
        self._told = float("-inf")
        self.count(0)

    def count(self, number: int) -> None:
        """Note that so many bytes more are done; negative when some must be done again."""
        self._done += number
        now = self._clock()
        self._points.append((now, self._done))
        while len(self._points) > 2 and now - self._points[1][0] >= _WINDOW_S:
            self._points.popleft()
        if now - self._told >= _OFTEN_S or self._done == self._total:
            self._say(now)

    def lose(self) -> None:
        """Note that the line broke off: the speed so far promises nothing for the next one."""
        now = self._clock()
        self._points = deque([(now, self._done)])
        self._say(now)

    def _say(self, now: float) -> None:
        self._told = now
        self._tell(Progress(self._step, self._done, self._total, self._speed()))

    def _speed(self) -> float:
        (began, before), (now, done) = self._points[0], self._points[-1]
        return max(0.0, (done - before) / (now - began)) if now > began else 0.0
