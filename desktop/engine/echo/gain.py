"""Whether an echo became louder or softer as a whole: somebody turned the volume, and the path is otherwise right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.engine.protocols import Samples

_KEPT = 0.9
"""Of the past, in 10 ms: a tenth of a second is looked at."""
_ENOUGH = 6
"""Hops of 10 ms with an echo until a change is believed."""
_SMALLEST = 0.3
"""Relative change that is followed at once; a smaller one is left to the filter."""
_EXPLAINED = 0.8
"""Share of what is heard that the change has to explain: a user, noise, another room are not in step with it."""
_BETTER = 2.0
"""By how much less it has to leave than the path that is being learnt on."""
_WELL = 0.1
"""Share of what is heard that a path may leave and still be left alone."""
_HEARD = 1e-8
"""Power of an echo from which it is looked at."""


class EchoGain:
    """Compares what is heard with the echo expected of a path that was right a moment ago. One owner thread."""

    def __init__(self) -> None:
        self._sums: NDArray[np.float64] = np.zeros(4)
        self._hops = 0

    def follow(self, near: Samples, echo: NDArray[np.float64], left: NDArray[np.float64]) -> float:
        """Take 10 ms of what is heard, of the echo expected of that path, and of what the path learnt on leaves.

        All of shape (160,). Returns how much louder the echo is, 1 when the volume was not turned.
        """
        powers = (near @ echo, echo @ echo, np.square(near, dtype=np.float64).sum(), left @ left)
        self._sums = _KEPT * self._sums + np.array(powers)
        self._hops += bool(echo @ echo > _HEARD * len(echo))
        along, expected, heard, rest = (float(total) for total in self._sums)
        gain = along / max(expected, 1e-12)
        unexplained = heard - along * gain
        turned = self._hops >= _ENOUGH and abs(gain - 1) > _SMALLEST and unexplained < (1 - _EXPLAINED) * heard
        if not turned or rest < max(_BETTER * unexplained, _WELL * heard):
            return 1.0
        self._sums, self._hops = np.zeros(4), 0
        return gain
