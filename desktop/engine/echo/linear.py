"""An echo taken out by the path learnt of it: filter, suppressor, the clocks' drift, and whether it works."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.engine.audio import HOP, SAMPLE_RATE
from desktop.engine.echo.drift import DriftTracker
from desktop.engine.echo.filter import EchoFilter
from desktop.engine.echo.gain import EchoGain
from desktop.engine.echo.suppressor import EchoSuppressor
from desktop.engine.echo.verdict import PathVerdict
from desktop.engine.protocols import Samples

_LONGEST_DELAY_S = 0.5
_EARLY_S = 0.03
"""How long before the echo the filter's path begins."""
_LATE_S = 0.1
"""An echo later than this is waited for, so that its tail lies within the path too."""
_LOUD = 10 ** (-50 / 10)


class LinearCanceller:
    """Removes an echo whose path stays. A user who speaks at the same time stays whole. One owner thread."""

    def __init__(self) -> None:
        self._tracker = DriftTracker()
        self._offset = 0
        self.restart()

    @property
    def works(self) -> bool:
        """Whether so little is left of the echo that this output is the better one."""
        return self._verdict.sure or self.proven

    @property
    def proven(self) -> bool:
        """Whether what is heard is surely the user.

        Not before the clocks' difference is known: a path that is still being followed lets shreds of speech through,
        and in noise they are too faint to be seen in powers.
        """
        return self._verdict.works and self._tracker.known

    @property
    def drift(self) -> float:
        """By how much faster the far end is to be read, relative."""
        return self._tracker.correction

    @property
    def drift_known(self) -> bool:
        """Whether that was right for a while."""
        return self._tracker.known

    def restart(self) -> None:
        """The far end jumped, or the room changed: learn the path anew."""
        self._filter, self._suppressor = EchoFilter(), EchoSuppressor()
        self._gain = EchoGain()
        self._verdict = PathVerdict()
        self._before = 0.0
        self._past = np.zeros(int(_LONGEST_DELAY_S * SAMPLE_RATE), np.float32)
        self._tracker.forget_path()

    def resume(self) -> None:
        """Playback begins again after silence; the path is remembered."""
        self._filter.forget_far()
        self._past[:] = 0

    def align(self, delay_s: float | None) -> None:
        """The echo comes so much after the far end, as far as is known."""
        late = delay_s if delay_s is not None and delay_s > _LATE_S else 0.0
        offset = int(max(0.0, late - _EARLY_S) * SAMPLE_RATE) // HOP * HOP
        if abs(offset - self._offset) > _EARLY_S * SAMPLE_RATE:
            self._offset = offset
            self.restart()

    def process(self, near: Samples, far: Samples, now_s: float) -> Samples:
        """`near` less the echo of `far`, 10 ms late: equal lengths, a multiple of 10 ms. `now_s` ends the block."""
        known = np.concatenate([self._past, far])
        self._past = known[-len(self._past) :]
        stop = len(known) - self._offset
        far = known[stop - len(near) : stop]
        hops = zip(near.reshape(-1, HOP), far.reshape(-1, HOP), strict=True)
        return np.concatenate([self._step(*hop, now_s) for hop in hops]).astype(np.float32)

    def _step(self, near: Samples, far: Samples, now_s: float) -> Samples:
        left = self._filter.step(near, far)
        gain = self._gain.follow(near, self._filter.echo_before, left)
        if gain != 1.0:
            self._filter.recall(gain)
            self._verdict.forget()
        out = self._suppressor.step(left, self._filter.echo)
        self._verdict.hear(_power(out))
        if _power(far) > _LOUD:
            self._verdict.judge(
                near=self._before, out=_power(out), expected=_power(self._filter.echo), left=_power(left)
            )
            if self._tracker.follow(self._filter.echo, left):
                self._look(now_s)
        self._before = _power(near)  # `out` is 10 ms late
        return np.asarray(out, np.float32)

    def _look(self, now_s: float) -> None:
        """Whether the path moves; once it stands, what was left of the echo before counts no more."""
        self._tracker.look(self._filter.response(), now_s)
        if self._tracker.standing and not self._filter.standing and not self.proven:
            self._verdict.forget()
        self._filter.standing = self._tracker.standing
        if self._verdict.works:
            self._filter.remember()


def _power(samples: NDArray[np.floating[Any]]) -> float:
    return float(np.mean(np.square(samples, dtype=np.float64)))
