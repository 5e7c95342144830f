"""Microphone and loudspeaker through PortAudio."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.engine.audio import SAMPLE_RATE, Resampler
from desktop.engine.backends.devices import DeviceInfo, open_first, portaudio
from desktop.engine.protocols import Samples, StaleCheck
from desktop.errors import Cancelled, DeviceError

_BLOCKS_PER_S = 100
_QUEUE_S = 30
_FADE_S = 0.005
_WAIT_S = 0.01
_RESAMPLER_S = 0.04
"""Longest the resampler holds samples back, from 44.1 or 48 kHz."""
_SILENT_DEVICE_S = 2.0
"""A running stream whose callback was not called for so long has lost its device."""


class _Lifeline:
    """Says once, in a sentence, that a stream ended unasked."""

    def __init__(self, on_lost: Callable[[str], None], sentence: str) -> None:
        self._on_lost: Callable[[str], None] | None = on_lost
        self._sentence = sentence
        self._beat = time.monotonic()

    def beat(self) -> None:
        """The device asked for a block."""
        self._beat = time.monotonic()

    def late(self) -> bool:
        """Whether the last block lies too far back."""
        return time.monotonic() - self._beat > _SILENT_DEVICE_S

    def cut(self) -> None:
        """It ended; harmless the second time."""
        on_lost, self._on_lost = self._on_lost, None
        if on_lost is not None:
            on_lost(self._sentence)

    def let_go(self) -> None:
        """It is about to be ended on purpose."""
        self._on_lost = None


class _Device:
    """What both directions share: one stream, its name, its end."""

    def __init__(self, name: str = "") -> None:
        """Remember a device by name, or by host and name as in `ALSA: pulse`; empty is the default."""
        self._name = name
        self._stream: Any = None
        self._lifeline: _Lifeline | None = None

    @property
    def name(self) -> str:
        """Name of the device."""
        return self._name or "default"

    def alive(self) -> bool:
        """Whether the device still delivers; when it does not, reports the loss. Ask often, from any thread.

        Some sound systems never say that a device is gone: their blocks just stop.
        """
        stream, lifeline = self._stream, self._lifeline
        if stream is None or lifeline is None:
            return False
        if stream.active and not lifeline.late():
            return True
        lifeline.cut()
        return False

    def close(self) -> None:
        """Stop; no callback follows. Harmless when not open."""
        stream, self._stream = self._stream, None
        if self._lifeline is not None:
            self._lifeline.let_go()
        if stream is not None:
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)


class PortAudioMicrophone(_Device):
    """A microphone, resampled from its own rate to 16 kHz."""

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self.overflows = 0
        """Times the system had to throw samples away."""

    @property
    def latency_s(self) -> float:
        """Seconds between a sound and the block that carries it; 0 when not open."""
        if self._stream is None:
            return 0.0
        return float(self._stream.latency) + 1 / _BLOCKS_PER_S + _RESAMPLER_S

    def open(self, on_audio: Callable[[Samples], None], on_lost: Callable[[str], None]) -> None:
        """Start. `on_audio` gets 16 kHz mono blocks on the sound thread. Raises DeviceError."""
        self.close()
        lifeline = self._lifeline = _Lifeline(on_lost, f"the microphone {self.name} was lost")

        def start(device: DeviceInfo, channels: int) -> Any:
            # resampling 10 ms takes less than 10 us, less than waking a thread of its own would
            convert = Resampler(device.rate, SAMPLE_RATE)

            def hear(block: NDArray[np.float32], _frames: int, _time: Any, status: Any) -> None:
                lifeline.beat()
                self.overflows += bool(status.input_overflow)
                mono = block[:, 0].copy() if channels == 1 else block.mean(axis=1, dtype=np.float32)
                samples = convert(mono)
                if len(samples):
                    on_audio(samples)

            return _start(portaudio().InputStream, device, channels, hear, lifeline)

        self._stream = open_first(self._name, "input", start)


class PortAudioSpeaker(_Device):
    """A loudspeaker: one stream that plays silence until fed.

    `play` writes to a ring and the sound callback reads from it; each side moves only its own position, so
    neither waits for the other.
    """

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self._rate = 0
        self._ring: Samples = np.zeros(0, np.float32)
        self._fade: Samples = np.zeros(0, np.float32)
        self._reset()

    def _reset(self) -> None:
        self._written = 0
        self._drop_to = 0
        self._read = (0, 0, 0)
        """Position, samples dropped before it, samples of silence since; one tuple, so that they agree."""
        self._settled = 0
        self.underflows = 0
        """Times the system ran out of samples."""

    @property
    def sample_rate(self) -> int:
        """Rate `play` expects, in Hz; known after `open`."""
        return self._rate

    @property
    def queued(self) -> int:
        """Samples handed over since `open`, less those dropped by `flush`."""
        position, dropped, _ = self._read
        return self._written - dropped - max(0, self._drop_to - position - len(self._fade))

    @property
    def played(self) -> int:
        """Samples of those that have left the loudspeaker, by the latency it reports and a block more."""
        position, dropped, silence = self._read
        latency = float(self._stream.latency) if self._stream is not None else 0.0
        under_way = int((latency + 1 / _BLOCKS_PER_S) * self._rate)
        self._settled = max(self._settled, position - dropped - max(0, under_way - silence))
        return self._settled

    def open(self, on_lost: Callable[[str], None]) -> None:
        """Start one stream at the device's own rate. Raises DeviceError."""
        self.close()
        self._reset()
        lifeline = self._lifeline = _Lifeline(on_lost, f"the loudspeaker {self.name} was lost")

        def start(device: DeviceInfo, channels: int) -> Any:
            self._rate = device.rate
            self._ring = np.zeros(_QUEUE_S * device.rate, np.float32)
            self._fade = np.linspace(1, 0, int(_FADE_S * device.rate), dtype=np.float32)

            def fill(out: NDArray[np.float32], frames: int, _time: Any, status: Any) -> None:
                lifeline.beat()
                self.underflows += bool(status.output_underflow)
                self._fill(out, frames)

            return _start(portaudio().OutputStream, device, channels, fill, lifeline)

        self._stream = open_first(self._name, "output", start)

    def play(self, samples: Samples, stale: StaleCheck) -> None:
        """Queue samples at `sample_rate`; waits while 30 s are queued.

        Raises Cancelled when `stale()` turns true meanwhile, DeviceError when the loudspeaker was lost.
        """
        for at in range(0, len(samples), self._rate or 1):
            self._write(samples[at : at + self._rate], stale)

    def flush(self) -> None:
        """Drop what is queued; the next block fades out within 5 ms. Any thread."""
        self._drop_to = self._written

    def _write(self, samples: Samples, stale: StaleCheck) -> None:
        while self._written + len(samples) - self._read[0] > len(self._ring):
            if stale():
                raise Cancelled
            self._require_alive()
            time.sleep(_WAIT_S)
        if stale():
            raise Cancelled
        self._require_alive()
        at = self._written % len(self._ring)
        first = min(len(samples), len(self._ring) - at)
        self._ring[at : at + first] = samples[:first]
        self._ring[: len(samples) - first] = samples[first:]
        self._written += len(samples)

    def _require_alive(self) -> None:
        if not self.alive():
            raise DeviceError(f"the loudspeaker {self.name} was lost", advice="connect it again")

    def _fill(self, out: NDArray[np.float32], frames: int) -> None:
        position, dropped, silence = self._read
        drop_to = self._drop_to
        if drop_to > position:
            count = min(frames, len(self._fade), drop_to - position)
            self._copy(out, position, count)
            out[:count] *= self._fade[:count, None]
            self._read = (drop_to, dropped + drop_to - position - count, frames - count)
            return
        count = min(frames, self._written - position)
        self._copy(out, position, count)
        self._read = (position + count, dropped, 0 if count == frames else silence + frames - count)

    def _copy(self, out: NDArray[np.float32], position: int, count: int) -> None:
        at = position % len(self._ring)
        first = min(count, len(self._ring) - at)
        out[:first] = self._ring[at : at + first, None]
        out[first:count] = self._ring[: count - first, None]
        out[count:] = 0


def _start(kind: Any, device: DeviceInfo, channels: int, callback: Any, lifeline: _Lifeline) -> Any:
    stream = kind(
        device=device.index,
        samplerate=device.rate,
        channels=channels,
        dtype="float32",
        blocksize=device.rate // _BLOCKS_PER_S,
        latency="low",
        callback=callback,
        finished_callback=lifeline.cut,
    )
    lifeline.beat()
    stream.start()
    return stream
