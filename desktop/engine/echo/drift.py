"""How far two devices' clocks differ, seen by the echo's path: it moves a little with every second."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.engine.audio import SAMPLE_RATE

LARGEST = 1e-3
"""Relative difference of two clocks beyond which no device lies."""

_EVERY = 100
"""Loud hops of 10 ms between two looks at the path."""
_TRUST = 0.7
"""Share of the difference seen that is corrected at once: the path follows with some delay."""
_STILL = 1.5e-5
_EXPLAINED, _MOST_BEHIND = 0.9, 0.5
"""Of an expected echo, what is really heard of it at least, and how many samples later at most: a path that is not
learnt yet, or cannot follow the echo, stands still too."""
_STILL_LOOKS = 2
"""Looks in a row at which the path moved by less, until it is taken to stand."""
_ALIKE = 0.5
"""Two paths less alike than this are two rooms, not one that moved."""
_FASTEST = 3e-4
_FROM_HZ, _UP_TO_HZ = 200, (800, 1600, 4000)
_TRANSFORM = 8192
_NARROW = 2.0
"""Radians a phase may turn between two looks."""


class DriftTracker:
    """Watches the path of an echo filter. One owner thread."""

    def __init__(self) -> None:
        self.correction = 0.0
        """By how much faster the far end is to be read, relative."""
        self.known = False
        """Whether the path ever stood still."""
        self.forget_path()

    def forget_path(self) -> None:
        """The path jumped; the clocks did not."""
        self._before: NDArray[np.complex128] | None = None
        self._before_s = self._behind = 0.0
        self._along = self._slope = 0.0
        self._heard = self._expected = 0.0
        self._hops = 0
        self._still = 0

    @property
    def standing(self) -> bool:
        """Whether the path did not move of late."""
        return self._still >= _STILL_LOOKS

    def follow(self, echo: NDArray[np.float64], left: NDArray[np.float64]) -> bool:
        """Take 10 ms of the expected echo and of what it left, shape (160,); True when it is time to `look`.

        An echo that comes later than expected leaves its own slope.
        """
        slope = np.gradient(echo)
        self._along += float(left @ slope)
        self._slope += float(slope @ slope)
        self._heard += float((left + echo) @ echo)
        self._expected += float(echo @ echo)
        self._hops += 1
        return self._hops >= _EVERY

    def look(self, response: NDArray[np.float64], now_s: float) -> None:
        """Take the path's impulse response, shape (n,), and the time on the microphone's clock."""
        now = np.fft.rfft(response, _TRANSFORM)
        behind = -self._along / max(self._slope, 1e-12)
        if self._before is not None:
            moved = _samples_later(self._before, now) + behind - self._behind
            change = np.clip(moved / ((now_s - self._before_s) * SAMPLE_RATE), -_FASTEST, _FASTEST)
            self.correction = float(np.clip(self.correction - _TRUST * change, -LARGEST, LARGEST))
            follows = self._heard > _EXPLAINED * self._expected and abs(behind) < _MOST_BEHIND
            self._still = self._still + 1 if follows and abs(change) < _STILL else 0
            self.known = self.known or self.standing
        self._before, self._before_s, self._behind = now, now_s, behind
        self._hops, self._along, self._slope = 0, 0.0, 0.0
        self._heard = self._expected = 0.0


def _samples_later(before: NDArray[np.complex128], now: NDArray[np.complex128]) -> float:
    """By how many samples a response is later than before: the slope of their phases; 0 when they are not alike.

    First by low tones, whose phases cannot turn all the way round meanwhile, then more exactly by higher ones.
    """
    hertz = np.arange(len(now)) * SAMPLE_RATE / _TRANSFORM
    radians = 2 * np.pi * hertz / SAMPLE_RATE
    cross, later = now * before.conj(), 0.0
    for top in _UP_TO_HZ:
        band = (hertz >= _FROM_HZ) & (hertz <= top)
        part = cross[band] * np.exp(1j * radians[band] * later)
        later -= _slope(np.angle(part), radians[band], np.abs(part))
    weight = np.abs(part)
    alike = abs(np.sum(cross[band] * np.exp(1j * radians[band] * later))) >= _ALIKE * weight.sum() > 0
    return later if alike else 0.0


def _slope(turned: NDArray[np.float64], radians: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    weight = np.where(np.abs(turned) < _NARROW, weight, 0)
    return float(np.sum(weight * turned * radians) / max(1e-12, np.sum(weight * radians**2)))
