"""What the microphone hears of the loudspeaker: the sound after a delay, and a tail that dies away."""

from __future__ import annotations

import numpy as np

from desktop.benchmarks.device import BLOCK
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.protocols import Samples

DELAY_MS = 40
REVERB_S = 0.25
"""In which the tail falls by 60 dB."""
_DIRECT = 1.4
"""Direct sound against the whole tail."""
_NOISE = np.float32(10 ** (-70 / 20))
"""Of the room and the microphone, -70 dBFS."""


class Echo:
    """A room, block by block. For the sample clock's `air`."""

    def __init__(self, db: float, *, seed: int = 0) -> None:
        """`db` is the echo's power against what is played."""
        response = _response(seed) * np.float32(10 ** (db / 20))
        self._size = 1 << int(np.ceil(np.log2(len(response) + BLOCK)))
        self._spectrum = np.fft.rfft(response, self._size)
        self._rest = np.zeros(self._size, np.float32)
        self._random = np.random.default_rng(seed)

    def __call__(self, played: Samples) -> Samples:
        """Take a block of `BLOCK` samples and return the echo that is heard meanwhile, as many samples."""
        echo = np.fft.irfft(np.fft.rfft(played, self._size) * self._spectrum, self._size)
        self._rest += echo.astype(np.float32)
        heard = self._rest[:BLOCK].copy()
        self._rest[:-BLOCK] = self._rest[BLOCK:]
        self._rest[-BLOCK:] = 0
        return heard + self._random.standard_normal(BLOCK, np.float32) * _NOISE


def far_away(samples: Samples, db: float, *, seed: int = 1) -> Samples:
    """A recording as it sounds across the room, at that power against the original."""
    heard = np.convolve(samples, _response(seed) * np.float32(10 ** (db / 20)))
    return np.asarray(heard[: len(samples)], np.float32)


def _response(seed: int) -> Samples:
    """A response of power 1."""
    random = np.random.default_rng(seed)
    length = int(REVERB_S * SAMPLE_RATE)
    tail = random.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    tail /= np.sqrt(np.sum(np.square(tail)))
    tail[0] += _DIRECT
    whole = np.concatenate([np.zeros(DELAY_MS * SAMPLE_RATE // 1000), tail])
    return np.asarray(whole / np.sqrt(np.sum(np.square(whole))), np.float32)
