"""Samples: a ring buffer, clean-up, loudness, resampling. Everything is mono float32, -1 to 1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.engine.protocols import Samples

SAMPLE_RATE = 16_000
"""Rate of everything the ears of the assistant work on, in Hz."""
HOP = SAMPLE_RATE // 100
"""Samples of the 10 ms steps in which echoes are cancelled."""

_AUDIBLE = 10 ** (-50 / 20)
"""Smallest amplitude that is heard: -50 dBFS."""

_KNEE = 0.8
"""Amplitude from which amplified samples are bent."""

_DIGITAL_SILENCE = 1e-9
"""Mean square that is silence whatever surrounds it."""


class OverrunError(LookupError):
    """The samples asked for are gone (overwritten) or have not been written yet."""


class RingBuffer:
    """The last `capacity` samples of a stream, addressed by their position since its start.

    One thread writes and one other reads. `write` takes no lock and allocates no sample memory, so that a
    sound callback may call it. A reader overtaken while it copied gets `OverrunError`, never mixed samples.
    """

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError("a ring buffer holds at least one sample")
        self.capacity = capacity
        self._samples: Samples = np.zeros(capacity, np.float32)
        self._reserved = 0  # where the write under way will end: what lies a capacity before it may be torn
        self._written = 0

    @property
    def written(self) -> int:
        """Samples written since the start."""
        return self._written

    @property
    def oldest(self) -> int:
        """Position of the oldest sample that can still be read."""
        return max(0, self._reserved - self.capacity)

    def write(self, samples: Samples) -> None:
        """Append samples, shape (n,); of a block longer than the buffer only its end is kept."""
        end = self._written + len(samples)
        self._reserved = end
        kept = samples[-self.capacity :]
        start = (end - len(kept)) % self.capacity
        first = min(len(kept), self.capacity - start)
        self._samples[start : start + first] = kept[:first]
        self._samples[: len(kept) - first] = kept[first:]
        self._written = end

    def read(self, start: int, stop: int) -> Samples:
        """Copy the samples from position `start` up to, not including, `stop`.

        Raises OverrunError when part of them is older than `oldest` or newer than `written`.
        """
        if not self.oldest <= start <= stop <= self._written:
            raise OverrunError(f"{start} to {stop} is not within {self.oldest} to {self._written}")
        out = np.empty(stop - start, np.float32)
        at = start % self.capacity
        first = min(len(out), self.capacity - at)
        out[:first] = self._samples[at : at + first]
        out[first:] = self._samples[: len(out) - first]
        if start < self.oldest:
            raise OverrunError(f"{start} was overwritten while it was read")
        return out


def to_mono(audio: NDArray[Any]) -> Samples:
    """Average the channels of float samples of shape (n,) or (n, channels)."""
    if audio.ndim == 1:
        return np.ascontiguousarray(audio, np.float32)
    return np.ascontiguousarray(audio.mean(axis=1), np.float32)


def clean(samples: Samples) -> Samples:
    """Replace NaN and infinities by silence and clip to -1 to 1; returns a new array."""
    finite = np.where(np.isfinite(samples), samples, np.float32(0))
    return np.clip(finite, -1.0, 1.0).astype(np.float32, copy=False)


def level(samples: Samples) -> tuple[float, float]:
    """Root mean square and largest absolute sample; zeros for no samples."""
    if not len(samples):
        return 0.0, 0.0
    return float(np.sqrt(np.mean(np.square(samples), dtype=np.float64))), float(np.max(np.abs(samples)))


def as_recorded(samples: Samples) -> Samples:
    """Return samples as a recording of 16 bits holds them, so that who hears it again hears the same to the bit."""
    whole: Samples = np.clip(np.rint(samples * np.float32(32768)), -32768, 32767).astype(np.float32)
    return whole / np.float32(32768)


def loudness(samples: Samples) -> float:
    """Root mean square of the loudest tenth of the 32 ms frames of 16 kHz samples; short pauses do not lower it."""
    frame = 512
    if len(samples) < frame:
        return level(samples)[0]
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    power = np.sort(np.mean(np.square(frames, dtype=np.float64), axis=1))
    return float(np.sqrt(np.mean(power[-max(1, len(power) // 10) :])))


def amplified(samples: Samples, gain: float) -> Samples:
    """Samples times `gain`; above 0.8 they approach 1 ever more slowly, so that nothing is clipped."""
    if gain == 1:
        return samples
    louder = samples * np.float32(gain)
    size = np.abs(louder)
    bent = _KNEE + (1 - _KNEE) * np.tanh((size - _KNEE) / (1 - _KNEE))
    return np.where(size > _KNEE, np.copysign(bent, louder), louder).astype(np.float32, copy=False)


def quietest(samples: Samples, start: int, stop: int) -> int:
    """Position within `start` to `stop` in the middle of the longest quiet stretch of 16 kHz samples."""
    hop = SAMPLE_RATE // 100
    hops = (stop - start) // hop
    if hops < 10:
        return (start + stop) // 2
    power = np.square(samples[start : start + hops * hop], dtype=np.float64).reshape(hops, hop).mean(axis=1)
    smooth = np.convolve(power, np.ones(10) / 10, "valid")
    quiet = np.flatnonzero(smooth <= 4 * smooth.min() + _DIGITAL_SILENCE)
    stretches = np.split(quiet, np.flatnonzero(np.diff(quiet) > 1) + 1)
    longest = max(stretches, key=len)
    return start + (int(longest[len(longest) // 2]) + 5) * hop


def resample(samples: Samples, from_rate: int, to_rate: int) -> Samples:
    """Convert a whole recording from one rate in Hz to another."""
    if from_rate == to_rate or not len(samples):
        return samples.astype(np.float32, copy=True)
    import soxr  # a library with a binary inside: loaded by those that need it

    converted: Samples = soxr.resample(samples, from_rate, to_rate)
    return converted


class Resampler:
    """Convert a stream block by block; the joints are not heard."""

    def __init__(self, from_rate: int, to_rate: int) -> None:
        self._stream: Any = None
        if from_rate != to_rate:
            import soxr

            self._stream = soxr.ResampleStream(from_rate, to_rate, 1, dtype="float32")

    def __call__(self, samples: Samples, *, last: bool = False) -> Samples:
        """Samples ready so far, shape (m,), m from 0; `last` brings out what the filter still holds."""
        if self._stream is None:
            return samples
        converted: Samples = self._stream.resample_chunk(samples, last=last)
        return converted


class RateChange:
    """Fill blocks at one rate from a source that fills blocks at another; both of shape (n, channels)."""

    def __init__(self, fill: Callable[[NDArray[np.float32], int], None], from_rate: int, to_rate: int) -> None:
        self._fill = fill
        self._convert = Resampler(from_rate, to_rate)
        self._block = np.zeros((from_rate // 100, 1), np.float32)
        self._ready: Samples = np.zeros(0, np.float32)

    def __call__(self, out: NDArray[np.float32], frames: int) -> None:
        """Fill `frames` rows; takes 10 ms from the source as often as that needs."""
        while len(self._ready) < frames:
            self._fill(self._block, len(self._block))
            self._ready = np.concatenate([self._ready, self._convert(self._block[:, 0].copy())])
        out[:frames] = self._ready[:frames, None]
        self._ready = self._ready[frames:]


def after_silence(
    blocks: Iterable[Samples], sample_rate: int, on_skipped: Callable[[int], None] = lambda _: None
) -> Iterator[Samples]:
    """The same blocks from 10 ms before the first sample above -50 dBFS on; nothing if there is none.

    `on_skipped` gets the number of samples left out, in pieces, before the first block.
    """
    waiting = True
    for block in blocks:
        if waiting:
            loud = np.flatnonzero(np.abs(block) > _AUDIBLE)
            silent = max(0, int(loud[0]) - sample_rate // 100) if len(loud) else len(block)
            on_skipped(silent)
            if not len(loud):
                continue
            waiting = False
            yield block[silent:]
        else:
            yield block
