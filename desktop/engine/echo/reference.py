"""What the loudspeaker plays, in the microphone's time: the far end of echo cancellation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.engine.audio import SAMPLE_RATE, OverrunError, RingBuffer
from desktop.engine.protocols import Samples

LAG_S = 0.02
"""How far behind the loudspeaker the far end is read: two blocks, so that a late one leaves no hole. It has to stay
below the time that a sound takes through both devices, or the echo would come before its cause."""

_HELD_S = 2
_FARTHEST_S = 0.25
"""A lag off by more is mended by a jump, a smaller one by reading faster or slower."""
_SMOOTHING_S = 4.0
_PULL = 2.5e-6 * SAMPLE_RATE
"""Relative change of speed for a second of lag too much: 200 ppm for 5 ms."""
_SLACK_S = 0.005
"""A lag off by less is left alone."""
_FASTEST, _GENTLE = 1e-3, 5e-6
"""The most that the lag changes the speed; the second is too slow to disturb who follows the echo's path. The lag is
known to a block only."""
_FAR_OFF_S = 0.06
_CUTOFF_HZ = 7200
_HALF_TAPS = 24
_MARGIN = _HALF_TAPS + 2
"""Samples around the one wanted that filter and interpolation look at."""


class Reference:
    """The last samples played, handed out at 16 kHz in pace with the microphone.

    The sound callback writes, the listening thread takes. The two devices' clocks differ by up to some hundred
    parts in a million: the reading speed follows, so that the lag stays put and the echo's delay with it. It
    converts the rate itself, since soxr releases samples in bursts of 30 ms, later than the echo may come.
    """

    def __init__(self, rate: int, *, lag_s: float = LAG_S) -> None:
        """`rate` is the loudspeaker's, in Hz."""
        self._ring = RingBuffer(_HELD_S * rate)
        self._rate = rate
        self._wanted = lag_s
        self._low_pass = _low_pass(rate)
        self._position = 0.0
        self._resume_at = 0
        self._flowing = False
        self._smoothed = lag_s
        self.drift = 0.0
        """By how much faster than its rate it is read, relative, as measured by the echo."""
        self.followed = False
        """Whether the clocks' difference is known by the echo, and the lag is not to be mended in haste."""
        self.jumps = 0
        """Times the far end did not follow on what was handed out before."""

    @property
    def lag_s(self) -> float:
        """Seconds between the newest sample played and the next to be handed out; 0 while nothing is played."""
        return (self._ring.written - self._position) / self._rate if self._flowing else 0.0

    def write(self, block: Samples) -> None:
        """Take what is being played, silence too, shape (n,) at the loudspeaker's rate. For the sound callback."""
        self._ring.write(block)

    @property
    def ready(self) -> int | None:
        """Samples at 16 kHz that can be taken now; None while nothing flows."""
        if not self._flowing:
            return None
        step = self._rate / SAMPLE_RATE * self._speed()
        return max(0, int((self._ring.written - _MARGIN - self._position) / step))

    def take(self, samples: int) -> Samples:
        """The next `samples` samples at 16 kHz; zeros where nothing was played."""
        step = self._rate / SAMPLE_RATE * self._speed()
        written = self._ring.written
        if not self._flowing and not self._start(written, samples * step):
            return np.zeros(samples, np.float32)
        stop = self._position + samples * step
        if stop + _MARGIN > written:
            self._stall(written)
            return np.zeros(samples, np.float32)
        try:
            far = self._interpolated(self._position + step * np.arange(samples, dtype=np.float64))
        except OverrunError:
            self._stall(written)
            return np.zeros(samples, np.float32)
        self._position = stop
        self._follow((written - stop) / self._rate, samples)
        return far

    def _speed(self) -> float:
        off = self._smoothed - self._wanted
        beyond = off - float(np.clip(off, -_SLACK_S, _SLACK_S))
        most = _GENTLE if self.followed and abs(off) < _FAR_OFF_S else _FASTEST
        return 1 + self.drift + float(np.clip(_PULL * beyond, -most, most))

    def _start(self, written: int, length: float) -> bool:
        """Whether there is enough to begin; places the reading position."""
        position = written - self._wanted * self._rate - length
        if position < self._resume_at + _MARGIN:
            return False
        self._position, self._smoothed, self._flowing = position, self._wanted, True
        self.jumps += 1
        return True

    def _stall(self, written: int) -> None:
        self._flowing, self._resume_at = False, written

    def _follow(self, lag: float, samples: int) -> None:
        share = min(1.0, samples / SAMPLE_RATE / _SMOOTHING_S)
        self._smoothed += share * (lag - self._smoothed)
        if lag > self._wanted + _FARTHEST_S:
            self._flowing = False

    def _interpolated(self, at: NDArray[np.float64]) -> Samples:
        """Low-passed samples at fractional positions, by a cubic through four neighbours."""
        first, last = int(at[0]) - _MARGIN, int(at[-1]) + _MARGIN
        played = self._ring.read(first, last + 1)
        if len(self._low_pass) > 1:
            played = np.convolve(played, self._low_pass, "same").astype(np.float32)
        whole = at.astype(np.int64)
        t = (at - whole).astype(np.float32)
        before, here, after, later = (played[whole - first + offset] for offset in (-1, 0, 1, 2))
        cubic = 3 * (here - after) + later - before
        square = 2 * before - 5 * here + 4 * after - later
        return here + 0.5 * t * (after - before + t * (square + t * cubic))


def _low_pass(rate: int) -> Samples:
    """Windowed sinc that keeps what 16 kHz can hold."""
    if rate <= SAMPLE_RATE:
        return np.ones(1, np.float32)
    at = np.arange(-_HALF_TAPS, _HALF_TAPS + 1)
    taps = np.sinc(2 * _CUTOFF_HZ / rate * at) * np.hanning(len(at) + 2)[1:-1]
    return np.asarray(taps / taps.sum(), np.float32)
