"""Synthetic rooms: what a microphone hears of a loudspeaker, and a sound device's two clocks in fast time."""

from __future__ import annotations

import numpy as np

from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.echo.canceller import EchoRemover
from desktop.engine.echo.reference import Reference
from desktop.engine.protocols import Samples

SPEAKER_RATE = 48_000
TICK = SAMPLE_RATE // 50


def decibels(samples: Samples) -> float:
    """Power in dBFS."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


def at_level(samples: Samples, dbfs: float) -> Samples:
    """The same at that power."""
    return (samples * 10 ** ((dbfs - decibels(samples)) / 20)).astype(np.float32)


def noise(length: int, dbfs: float, seed: int = 0) -> Samples:
    """White noise of that power."""
    return (np.random.default_rng(seed).standard_normal(length) * 10 ** (dbfs / 20)).astype(np.float32)


def echo_of(
    far: Samples, *, db: float, delay_ms: float, reverb_s: float = 0.3, direct_db: float = 3, seed: int = 0
) -> Samples:
    """The echo of 16 kHz samples, `db` against them, after a delay and through a tail that decays exponentially.

    `direct_db` is the direct sound against the tail, `reverb_s` the time in which that falls by 60 dB.
    """
    rng = np.random.default_rng(seed)
    length = int(reverb_s * SAMPLE_RATE)
    tail = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    tail *= 10 ** (-direct_db / 20) / np.sqrt(np.sum(np.square(tail)))
    tail[0] = 1
    response = np.concatenate([np.zeros(int(delay_ms * SAMPLE_RATE / 1000)), tail])
    size = 1 << int(np.ceil(np.log2(len(far) + len(response))))
    echo = np.fft.irfft(np.fft.rfft(far, size) * np.fft.rfft(response, size), size)[: len(far)]
    return at_level(echo.astype(np.float32), decibels(far) + db)


class Desk:
    """A loudspeaker and a microphone before an echo remover; the loudspeaker's clock may run fast or slow."""

    def __init__(self, remover: EchoRemover, reference: Reference, *, drift_ppm: float = 0) -> None:
        self._remover = remover
        self._reference = reference
        self._rate = SPEAKER_RATE * (1 + drift_ppm * 1e-6)
        self._drift = 1 + drift_ppm * 1e-6
        self._block = SPEAKER_RATE // 100

    def played(self, far: Samples) -> Samples:
        """What leaves the loudspeaker of `far`, in the microphone's time."""
        at = np.arange(len(far))
        return np.interp(at * self._drift, at, far).astype(np.float32)

    def run(self, far: Samples, near: Samples, trust: list[float] | None = None) -> Samples:
        """Play `far`, record `near`, both at 16 kHz from the same moment on; returns what was let through."""
        loud = resample(far, SAMPLE_RATE, SPEAKER_RATE)
        out, written = [], 0
        for start in range(0, len(near) - TICK + 1, TICK):
            due = int((start + TICK) / SAMPLE_RATE * self._rate) // self._block * self._block
            for at in range(written, due, self._block):
                block = np.zeros(self._block, np.float32)
                block[: len(loud[at : at + self._block])] = loud[at : at + self._block]
                self._reference.write(block)
            written = max(written, due)
            out.append(self._remover.clean(near[start : start + TICK]))
            if trust is not None:
                trust.append(self._remover.guard.trust)
        return np.concatenate(out)
