"""What a linear filter leaves of an echo, lowered where nothing else is heard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.engine.audio import HOP

_TRANSFORM = 2 * HOP
_OVER = 3.0
"""How much more than the expected rest is taken away: expectation is a mean, speech is not."""
_LEAST_GAIN = 0.03
_SMOOTHING = 0.5
_UP, _DOWN = 10 ** (0.03 / 10), 10 ** (-0.03 / 10)
"""Steps of the share that is left, in 10 ms: it settles on the median of what is seen while the user is silent."""
_HEARD = 1e-7
"""Power of an expected echo from which its rest is measured."""


class EchoSuppressor:
    """Follows, band by band, what share of the expected echo is left over. 10 ms late. One owner thread."""

    def __init__(self) -> None:
        self._window = np.sqrt(np.hanning(_TRANSFORM + 1)[:-1])
        self._left = np.zeros(HOP)
        self._echo = np.zeros(HOP)
        self._tail = np.zeros(HOP)
        self._share: NDArray[np.float64] = np.ones(HOP + 1)
        self._rest: NDArray[np.float64] = np.zeros(HOP + 1)
        self._gain: NDArray[np.float64] = np.ones(HOP + 1)

    def step(self, left: NDArray[np.float64], echo: NDArray[np.float64]) -> NDArray[np.float64]:
        """Take 10 ms after the filter and the echo it took away, shape (160,); return the 10 ms before."""
        spectrum = self._spectrum(self._left, left)
        expected = np.square(np.abs(self._spectrum(self._echo, echo)))
        self._left, self._echo = left, echo
        sound = np.fft.irfft(spectrum * self._next_gain(np.square(np.abs(spectrum)), expected)) * self._window
        out, self._tail = sound[:HOP] + self._tail, sound[HOP:]
        return np.asarray(out)

    def _spectrum(self, before: NDArray[np.float64], now: NDArray[np.float64]) -> NDArray[np.complex128]:
        return np.asarray(np.fft.rfft(np.concatenate([before, now]) * self._window))

    def _next_gain(self, power: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
        heard = expected > _HEARD
        step = np.where(power > self._share * expected, _UP, _DOWN)
        self._share = np.where(heard, np.clip(self._share * step, 1e-5, 1.0), self._share)
        self._rest = np.maximum(self._share * expected, self._rest * _SMOOTHING)
        wanted = np.maximum(_LEAST_GAIN, 1 - _OVER * self._rest / np.maximum(power, 1e-12))
        self._gain = np.maximum(wanted, self._gain * _SMOOTHING)
        return self._gain
