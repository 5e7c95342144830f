"""How much of what comes out of the echo canceller may be believed, and when there is nothing to cancel."""

from __future__ import annotations

from collections import deque

import numpy as np

from desktop.engine.audio import HOP, SAMPLE_RATE
from desktop.engine.echo.coupling import Coupling
from desktop.engine.echo.levels import LOUD_DB, decibels
from desktop.engine.phrases import plain
from desktop.engine.protocols import Samples

WARM_UP_S = 0.5
"""Loud playback after a pause until the canceller is trusted again."""
FIRST_WARM_UP_S = 1.0
"""The same the first time, when it knows nothing of the room."""
TAIL_S = 0.6
"""The longest that an echo outlasts its cause: both devices' latency and the room."""

_PAUSE_S = 1.0
_ABSENT_AFTER = 12
"""Measurements without an echo, four for a second of loud playback, until there is none."""
_HEARD_DB = -65.0
_RAISED_DB = 3.0
_POOR_DB = -6.0
_KEPT_HOPS = 300
_JUDGED_HOPS = 100
_HEADPHONES = ("headphone", "headset", "earphone", "earbud", "airpod", "buds", "in ear")


def is_headphones(device: str) -> bool:
    """Whether a loudspeaker's name says that it sits on the ears: no echo is to be expected."""
    name = f" {plain(device.replace('_', ' '))} "
    return any(word in name for word in _HEADPHONES)


class EchoGuard:
    """Follows playback and the canceller's work. One owner thread.

    For each block first `hear` what is played, then look at `bypass`, then `judge` what became of it.
    """

    def __init__(self, device: str = "") -> None:
        """`device` is the loudspeaker's name."""
        self._coupling = Coupling()
        self._playing_near: deque[float] = deque(maxlen=_KEPT_HOPS)
        self._quiet_near: deque[float] = deque(maxlen=_KEPT_HOPS)
        self._residuals: deque[float] = deque(maxlen=_JUDGED_HOPS)
        self.reset(device)

    def reset(self, device: str) -> None:
        """Start anew with another loudspeaker."""
        self._coupling.reset()
        self._playing_near.clear()
        self._quiet_near.clear()
        self._without = 0
        self._absent = is_headphones(device)
        self._silent = np.inf
        self.restart()

    def restart(self) -> None:
        """The far end jumped: what the canceller learnt may no longer hold."""
        self._residuals.clear()
        self.proven = False
        """Whether the path of the echo is known so well that what is left is the user."""
        self._warm, self._needed = 0.0, FIRST_WARM_UP_S

    @property
    def playing(self) -> bool:
        """Whether an echo of what was played may still be heard."""
        return self._silent < TAIL_S

    @property
    def absent(self) -> bool:
        """Whether the microphone does not hear the loudspeaker, by its name or by measurement."""
        return self._absent

    @property
    def bypass(self) -> bool:
        """Whether there is nothing to cancel."""
        return self._absent or not self.playing

    @property
    def delay_s(self) -> float | None:
        """Measured delay from what is handed out as far end to its echo; None until one was found."""
        return self._coupling.delay_s

    @property
    def residual_db(self) -> float:
        """What the canceller leaves during playback, against what it got; 0 until known.

        The lowest fifth of the last second: a user who speaks meanwhile does not count.
        """
        if len(self._residuals) < _JUDGED_HOPS // 5:
            return 0.0
        return float(np.percentile(np.array(self._residuals), 20))

    @property
    def trust(self) -> float:
        """0 to 1: how far speech in the output is the user's. 1 when nothing is played or there is no echo.

        From 0 it rises as the canceller adapts; it stays at a half while much of the echo is left.
        """
        if self.bypass or self.proven:
            return 1.0
        poor = self._warm >= self._needed and self.residual_db > _POOR_DB
        return 0.5 if poor else min(1.0, self._warm / self._needed)

    def hear(self, far: Samples) -> None:
        """Take what is played, shape (n,), n a multiple of 10 ms."""
        hop_s = HOP / SAMPLE_RATE
        for power in decibels(far):
            if power < LOUD_DB:
                self._silent += hop_s
                continue
            if self._silent >= _PAUSE_S:
                self._warm = 0.0
            self._silent = 0.0
            self._warm += hop_s
            if self._warm >= self._needed:
                self._needed = WARM_UP_S

    def judge(self, near: Samples, far: Samples, out: Samples) -> None:
        """Take both ends of a block and what the canceller made of it, equal lengths."""
        powers = decibels(near)
        if not self.playing:
            self._quiet_near.extend(powers)
        else:
            self._playing_near.extend(powers[decibels(far) >= LOUD_DB])
            heard = powers >= _HEARD_DB
            self._residuals.extend((decibels(out) - powers)[heard])
        if self._coupling.feed(near, far):
            self._without = 0 if self._coupling.certain else self._without + 1
            self._decide()

    def _decide(self) -> None:
        if self._coupling.certain:
            self._absent = False
        elif self._without >= _ABSENT_AFTER and not self._raised():
            self._absent = True

    def _raised(self) -> bool:
        """Whether the microphone hears more while something is played: an echo too blurred to be correlated."""
        if not self._playing_near:
            return True
        playing = _loud_parts(self._playing_near)
        floor = _loud_parts(self._quiet_near) if self._quiet_near else -np.inf
        return playing > max(floor + _RAISED_DB, _HEARD_DB)


def _loud_parts(powers: deque[float]) -> float:
    """Level of the loudest fifth: an echo as faint as the noise is heard at its loudest only."""
    return float(np.percentile(np.array(powers), 80))
