"""The course of one quantity over the last hour, in bounded memory. Pure; time is handed in."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

POINT_S = 30.0
POINTS = 120
"""An hour of half minutes."""


class Trend:
    """The mean of each half minute in which there were values. One thread at a time."""

    def __init__(self) -> None:
        self._points: deque[tuple[int, int, float]] = deque(maxlen=POINTS)

    def record(self, value: float, at: float) -> None:
        """Count a value, at a time in seconds that does not go back; if it does, it counts as now."""
        slot, count, total = int(at / POINT_S), 0, 0.0
        if self._points and self._points[-1][0] >= slot:
            slot, count, total = self._points.pop()
        self._points.append((slot, count + 1, total + value))

    def points(self, now: float) -> Sequence[tuple[float, float]]:
        """Minutes before `now`, 0 to -60, and means, oldest first."""
        newest = int(now / POINT_S)
        return [
            ((slot - newest) * POINT_S / 60, total / count)
            for slot, count, total in self._points
            if slot > newest - POINTS
        ]
