"""The echo's path learnt as a linear filter: what is left keeps a user whole who speaks at the same time.

A partitioned frequency-domain Kalman filter (Enzner and Vary, 2006; in partitions Kuech and others, 2014): it knows
how unsure it is of each coefficient and how much else is heard, and so stands still by itself while the user speaks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.engine.audio import HOP
from desktop.engine.protocols import Samples

PARTITIONS = 25
"""Of 10 ms each: delay after alignment, and room."""
_TRANSFORM = 2 * HOP
_BINS = HOP + 1
_MOVING, _STANDING = 0.998, 0.9995
"""How much of itself a path keeps in 10 ms that moves, and one that stands still."""
_OTHERS_SMOOTHING = 0.7
_LEAST = 1e-6


class EchoFilter:
    """Learns the path from what is played to the microphone. One owner thread."""

    def __init__(self) -> None:
        self._path: NDArray[np.complex128] = np.zeros((PARTITIONS, _BINS), np.complex128)
        self._far: NDArray[np.complex128] = np.zeros((PARTITIONS, _BINS), np.complex128)
        self._unsure: NDArray[np.float64] = np.ones((PARTITIONS, _BINS))
        self._others: NDArray[np.float64] = np.full(_BINS, _LEAST)
        self._last_far = np.zeros(HOP)
        self._lately: tuple[NDArray[np.complex128], NDArray[np.float64]] | None = None
        self._kept: tuple[NDArray[np.complex128], NDArray[np.float64]] | None = None
        self.standing = False
        """Whether the path stays where it is: it is then learnt more finely, and followed less quickly."""
        self.echo = np.zeros(HOP)
        """The echo expected in the last 10 ms."""
        self.echo_before = np.zeros(HOP)
        """The same by the path that was kept; silence when none was."""

    def step(self, near: Samples, far: Samples) -> NDArray[np.float64]:
        """Take 10 ms of both ends, shape (160,); return `near` less the echo expected in it."""
        self._advance(far)
        self.echo = self._through(self._path)
        self.echo_before = self._through(self._kept[0]) if self._kept else np.zeros(HOP)
        left = near - self.echo
        self._learn(np.fft.rfft(np.concatenate([np.zeros(HOP), left])))
        return left

    def remember(self) -> None:
        """Keep the path as it was when this was last called: it is old enough to be from before a change that is only
        being noticed now."""
        self._kept, self._lately = self._lately, (self._path.copy(), self._unsure.copy())

    def recall(self, gain: float) -> None:
        """Go back to the path that was kept: it was right but for its loudness."""
        if self._kept is None:
            return
        path, unsure = self._kept
        self._kept = self._lately = path * gain, unsure * gain * gain
        self._path, self._unsure = self._kept[0].copy(), self._kept[1].copy()

    def forget_far(self) -> None:
        """Nothing was played for longer than an echo lasts."""
        self._far[:] = 0
        self._last_far[:] = 0

    def response(self) -> NDArray[np.float64]:
        """The path's impulse response, shape (PARTITIONS * 160,)."""
        return np.fft.irfft(self._path)[:, :HOP].ravel()

    def _through(self, path: NDArray[np.complex128]) -> NDArray[np.float64]:
        return np.asarray(np.fft.irfft((path * self._far).sum(axis=0))[HOP:])

    def _advance(self, far: Samples) -> None:
        self._far = np.roll(self._far, 1, axis=0)
        self._far[0] = np.fft.rfft(np.concatenate([self._last_far, far]))
        self._last_far = np.array(far, np.float64)

    def _learn(self, left: NDArray[np.complex128]) -> None:
        """Move the path towards what explains the rest, by how much of the rest it may be to blame for."""
        power = np.square(np.abs(self._far))
        now = np.square(np.abs(left))
        self._others = _OTHERS_SMOOTHING * self._others + (1 - _OTHERS_SMOOTHING) * now
        step = self._unsure / ((self._unsure * power).sum(axis=0) + 2 * self._others + _LEAST)
        change = np.fft.irfft(step * self._far.conj() * left)
        change[:, HOP:] = 0
        kept = _STANDING if self.standing else _MOVING
        self._path = kept * (self._path + np.fft.rfft(change))
        kept *= kept
        self._unsure = kept * (1 - 0.5 * step * power) * self._unsure
        self._unsure += (1 - kept) * np.square(np.abs(self._path))
