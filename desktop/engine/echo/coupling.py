"""Whether the microphone hears the loudspeaker at all, and how late: correlation of what was played and recorded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.engine.audio import SAMPLE_RATE, level
from desktop.engine.echo.levels import LOUD_DB, HeardLevels
from desktop.engine.protocols import Samples

LONGEST_DELAY_S = 0.5
ECHO_PEAK = 6.5
"""Height of a correlation's peak, in times its root mean square, from which it may be an echo's;
a voice that speaks at the same time reaches it in one measurement of a hundred."""
UNMISTAKABLE_PEAK = 18.0
"""Height from which it is an echo's however loud the user is; no voice was seen to reach it."""

AGREEING = 4
"""Measurements in a row that have to find the same delay."""

_SEGMENT = SAMPLE_RATE // 2
_LAGS = int(LONGEST_DELAY_S * SAMPLE_RATE)
_EVERY = SAMPLE_RATE // 4
_EVERY_WHEN_CERTAIN = SAMPLE_RATE
_TRANSFORM = 16_384
_BAND_HZ = (200, 6000)
_MEMORY = 0.7
_STEADY = SAMPLE_RATE // 1000
_MORE_DB = 6.0
"""An echo that seems to be louder by more than it can be is none: two voices can resemble each other for a while."""


class Coupling:
    """Watches both ends and measures while the loudspeaker is loud, four times a second, once when certain.

    One owner thread.

    The cross-spectrum is reduced to its phases (so that the loudest tones do not decide) and averaged over the last
    second or two; an echo lines them up at its delay, a user's voice does not. Where it seems to, for a while, the
    levels tell: with headphones nothing was heard of what was played before.
    """

    def __init__(self) -> None:
        self._near = np.zeros(_SEGMENT, np.float32)
        self._far = np.zeros(_SEGMENT + _LAGS, np.float32)
        hertz = np.fft.rfftfreq(_TRANSFORM, 1 / SAMPLE_RATE)
        self._band = (hertz >= _BAND_HZ[0]) & (hertz <= _BAND_HZ[1])
        self._levels = HeardLevels(_LAGS)
        self.reset()

    def reset(self) -> None:
        """Forget what was measured and what it was measured on."""
        self._near[:], self._far[:] = 0, 0
        self._levels.reset()
        self._phases: NDArray[np.complex128] = np.zeros(int(self._band.sum()), np.complex128)
        self._since = 0
        self._last_at = 0
        self._agreeing = 0
        self.delay_s: float | None = None
        """Delay of the echo when one was last certain."""
        self.certain = False
        """Whether the last measurements found an echo at the same delay."""

    def feed(self, near: Samples, far: Samples) -> bool:
        """Take both ends, equal lengths at 16 kHz; True when that led to a new measurement."""
        self._near = _appended(self._near, near)
        self._far = _appended(self._far, far)
        self._levels.feed(near, far)
        self._since += len(near)
        if self._since < (_EVERY_WHEN_CERTAIN if self.certain else _EVERY) or not self._is_loud():
            return False
        self._since = 0
        self._measure()
        return True

    def _is_loud(self) -> bool:
        """Whether something was played all the time: a beginning or an end alone resembles any other."""
        return all(level(part)[0] >= 10 ** (LOUD_DB / 20) for part in np.split(self._far, 4))

    def _measure(self) -> None:
        near = np.fft.rfft(self._near, _TRANSFORM)[self._band]
        far = np.fft.rfft(self._far, _TRANSFORM)[self._band]
        cross = near * far.conj()
        self._phases = _MEMORY * self._phases + cross / np.maximum(np.abs(cross), 1e-12)
        spectrum = np.zeros(len(self._band), np.complex128)
        spectrum[self._band] = self._phases
        # the near segment begins `_LAGS` after the far one: a delay d lies at d - _LAGS, wrapped round
        by_delay = np.fft.irfft(spectrum)[-_LAGS:]
        size = float(np.sqrt(np.mean(np.square(by_delay))))
        at = int(np.argmax(np.abs(by_delay)))
        peak = abs(float(by_delay[at])) / max(size, 1e-12)
        found = peak >= UNMISTAKABLE_PEAK or (peak >= ECHO_PEAK and self._can_be(at))
        same = found and abs(at - self._last_at) <= _STEADY
        self._agreeing = self._agreeing + 1 if same else int(found)
        self._last_at = at
        self.certain = self._agreeing >= AGREEING
        if self.certain:
            self.delay_s = at / SAMPLE_RATE

    def _can_be(self, delay: int) -> bool:
        """Whether an echo that late may be as loud as it seems."""
        start = _LAGS - delay
        far = self._far[start : start + _SEGMENT].astype(np.float64)
        seems = abs(float(self._near @ far)) / max(float(far @ far), 1e-12)
        return 20 * float(np.log10(seems + 1e-12)) <= self._levels.most_db(delay) + _MORE_DB


def _appended(held: Samples, new: Samples) -> Samples:
    return np.concatenate([held, new])[-len(held) :]
