"""Whether a learnt path takes its echo out: what is left of it, by two measures that fail in different ways."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

_HOPS = 300
"""Loud hops of 10 ms that are looked at."""
_ENOUGH = 80
_EVERY = 10
"""Loud hops from one decision to the next."""
_FLOOR_HOPS = 300
_NOISE = 3.0
"""How far steady noise rises above the quietest tenth of it."""
_GOOD_DB, _BAD_DB = -20.0, -16.0
"""Of what was heard, noise apart, what comes out: a path begins to be trusted when four fifths of the time are below
the first, and no longer is when half of the time is above the second: a user who speaks meanwhile does not end it."""
_SURE_DB, _UNSURE_DB = -28.0, -24.0
"""The same, four fifths of the time, for a path that is still being followed."""
_STEADY = 1.5
"""How far noise rises above the quietest tenth of it, nearly always."""
_FIRM_DB, _LOOSE_DB = -10.0, -6.0
"""Of the expected echo, what the filter leaves in step with it: there noise does not count."""


class PathVerdict:
    """Follows powers of 10 ms each. One owner thread."""

    def __init__(self) -> None:
        self._outs: deque[float] = deque(maxlen=_FLOOR_HOPS)
        self.works = False
        """Whether so little is left of the echo that what is heard is the user."""
        self.sure = False
        """Whether it is so little that this holds of a path that still moves."""
        self.forget()

    def forget(self) -> None:
        """What was seen so far counts no more; the verdict stays."""
        self._passed: deque[tuple[float, float]] = deque(maxlen=_HOPS)
        self._steps: deque[tuple[float, float]] = deque(maxlen=_HOPS)
        self._undecided = 0

    def hear(self, out: float) -> None:
        """What came out in the last 10 ms."""
        self._outs.append(out)

    def judge(self, *, near: float, out: float, expected: float, left: float) -> None:
        """While something loud is played: what was heard and came out, and what the filter expected and left."""
        self._passed.append((near, out))
        self._steps.append((expected, left))
        self._undecided += 1
        if len(self._passed) >= _ENOUGH and self._undecided >= _EVERY:
            self._undecided = 0
            self._decide(self._lowered())

    def _decide(self, lowered: NDArray[np.float64]) -> None:
        self.works = self._passes(lowered) and self._follows()
        self.sure = self.works and _exceeded(lowered, 80) < (_UNSURE_DB if self.sure else _SURE_DB)

    def _lowered(self) -> NDArray[np.float64]:
        """Of what was heard above the noise, what came out of it, in dB; empty when nothing was."""
        floor = _NOISE * float(np.percentile(np.array(self._outs), 10))
        near, out = np.array(self._passed).T
        heard = near > floor
        shares = (np.maximum(out - floor, 0) + 1e-10) / (np.maximum(near - floor, 0) + 1e-10)
        return np.asarray(10 * np.log10(shares[heard]), np.float64)

    def _passes(self, lowered: NDArray[np.float64]) -> bool:
        if not len(lowered):
            return self.works
        share, bound = (50, _BAD_DB) if self.works else (80, _GOOD_DB)
        return _exceeded(lowered, share) < bound

    def _follows(self) -> bool:
        return share_left(np.array(self._steps)) < 10 ** ((_LOOSE_DB if self.works else _FIRM_DB) / 10)


def _exceeded(lowered: NDArray[np.float64], share: float) -> float:
    """What is not exceeded in so many per cent; 0 dB where nothing was heard."""
    return float(np.percentile(lowered, share)) if len(lowered) else 0.0


def share_left(powers: NDArray[np.float64]) -> float:
    """Share of an echo's power that is left: `powers` are pairs of what was expected and what is there, shape (n, 2).

    What rises and falls with the expected echo is echo; what is there counts up to what was expected above the noise,
    so that a user does not count by his loudness.
    """
    expected, left = powers.T
    floor = _STEADY * float(np.percentile(left, 10))
    left = np.minimum(left, expected + floor)
    varies = expected - expected.mean()
    return max(0.0, float(varies @ left) / max(1e-12, float(varies @ varies)))
