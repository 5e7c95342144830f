"""How loud an echo can be at most: while something is played, the microphone hears at least its echo. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.engine.audio import HOP
from desktop.engine.protocols import Samples

LOUD_DB = -50.0
"""Power from which what is played counts as loud."""
_NOTHING_DB = -120.0
_KEPT = 150
"""Blocks of 10 ms that are looked back on."""
_FEWEST = 20
"""Loud ones among them from which they tell."""
_LEAST_SHARE = 10
"""Percentile of what was heard against what was played that counts as the least."""


def decibels(samples: Samples) -> NDArray[np.float64]:
    """Power of each 10 ms, in dBFS."""
    power = np.square(samples.reshape(-1, HOP), dtype=np.float64).mean(axis=1)
    return np.asarray(10 * np.log10(power + 10 ** (_NOTHING_DB / 10)))


class HeardLevels:
    """The powers of the last 1.5 s at both ends. One owner thread."""

    def __init__(self, longest_delay: int) -> None:
        """`longest_delay` is an echo's at most, in samples at 16 kHz."""
        self._near = np.zeros(_KEPT)
        self._far = np.zeros(_KEPT + longest_delay // HOP + 1)
        self.reset()

    def reset(self) -> None:
        """Forget both."""
        self._near[:], self._far[:] = _NOTHING_DB, _NOTHING_DB

    def feed(self, near: Samples, far: Samples) -> None:
        """Take both ends, equal lengths at 16 kHz, a multiple of 10 ms."""
        self._near = np.concatenate([self._near, decibels(near)])[-len(self._near) :]
        self._far = np.concatenate([self._far, decibels(far)])[-len(self._far) :]

    def most_db(self, delay: int) -> float:
        """What an echo so many samples late can have at most, against what is played.

        The least that was heard while something loud arrived; infinite while too little did.
        """
        late = round(delay / HOP)
        far = self._far[len(self._far) - _KEPT - late : len(self._far) - late]
        around = np.minimum(np.minimum(far[:-2], far[2:]), far[1:-1])  # an echo is late by parts of a block, too
        loud = around >= LOUD_DB
        if np.count_nonzero(loud) < _FEWEST:
            return np.inf
        return float(np.percentile((self._near[1:-1] - far[1:-1])[loud], _LEAST_SHARE))
