"""Microphone and loudspeaker through PortAudio."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.engine.audio import SAMPLE_RATE, RateChange, Resampler
from desktop.engine.backends.devices import DeviceInfo, open_first, portaudio
from desktop.engine.backends.sound_server import SoundServer
from desktop.engine.backends.stream import BLOCKS_PER_S, Lifeline, StreamDevice, start_stream
from desktop.engine.protocols import Samples, StaleCheck
from desktop.errors import Cancelled

_QUEUE_S = 30
_KEPT_S = 1
_FADE_S = 0.005
_REPEAT_S = 0.2
"""Said again on the next device: sound servers hold more than the latency they report."""
_WAIT_S = 0.01
_RESAMPLER_S = 0.04
"""Longest the resampler holds samples back, from 44.1 or 48 kHz."""


class PortAudioMicrophone(StreamDevice):
    """A microphone, resampled from its own rate to 16 kHz."""

    direction = "input"
    what = "microphone"

    def __init__(self, server: SoundServer | None = None) -> None:
        super().__init__(server)
        self.overflows = 0
        """Times the system had to throw samples away."""

    @property
    def latency_s(self) -> float:
        """Seconds between a sound and the block that carries it; 0 when not open."""
        stream = self._stream
        return float(stream.latency) + 1 / BLOCKS_PER_S + _RESAMPLER_S if stream is not None else 0.0

    def open(self, on_audio: Callable[[Samples], None], on_lost: Callable[[str], None], device: str = "") -> None:
        """Start on the device of that name; empty is the default. PortAudio's names may have the host: `ALSA: pulse`.

        `on_audio` gets 16 kHz mono blocks on the sound thread. Raises DeviceError; then a device that was open and
        works stays so.
        """
        endpoint = self._find(device)
        if self._go_over(endpoint, on_lost, follows=not device):
            return
        if not self._delivers():
            self.close()
        lifeline = Lifeline(on_lost)

        def start(found: DeviceInfo, channels: int) -> tuple[Any, DeviceInfo]:
            # resampling 10 ms takes less than 10 us, less than waking a thread of its own would
            convert = Resampler(found.rate, SAMPLE_RATE)

            def hear(block: NDArray[np.float32], _frames: int, _time: Any, status: Any) -> None:
                lifeline.beat()
                if self._lifeline is not lifeline:  # the stream before it still delivers
                    return
                self.overflows += bool(status.input_overflow)
                mono = block[:, 0].copy() if channels == 1 else block.mean(axis=1, dtype=np.float32)
                samples = convert(mono)
                if len(samples):
                    on_audio(samples)

            return start_stream(portaudio().InputStream, found, channels, hear, lifeline), found

        stream, found = open_first(self._candidates(endpoint, device), self.direction, start)
        routed = self._route(stream, endpoint, device)
        self.close()
        self._adopt(stream, lifeline, endpoint.title if endpoint and routed else found.name, routed=routed)


class PortAudioSpeaker(StreamDevice):
    """A loudspeaker: one stream that plays silence until fed.

    `play` writes to a ring and the sound callback reads from it; each side moves only its own position, so
    neither waits for the other. The ring outlives the stream: the next one goes on where the last was heard.
    """

    direction = "output"
    what = "loudspeaker"

    def __init__(self, server: SoundServer | None = None) -> None:
        super().__init__(server)
        self._rate = 0
        self._ring: Samples = np.zeros(0, np.float32)
        self._fade: Samples = np.zeros(0, np.float32)
        self._delay = 0
        """Samples between the ring and the air."""
        self._written = 0
        self._drop_to = 0
        self._tap: Callable[[Samples], None] | None = None
        self._held = False
        self._rewind_to: int | None = None
        """Where to go on after a hold, as a count of samples played."""
        self._read = (0, 0, 0)
        """Position, samples dropped before it, samples of silence since; one tuple, so that they agree."""
        self._settled = 0
        self.underflows = 0
        """Times the system ran out of samples."""

    @property
    def sample_rate(self) -> int:
        """Rate `play` expects, in Hz: that of the first device; known after the first `open`."""
        return self._rate

    @property
    def latency_s(self) -> float:
        """Seconds between the ring and the air; 0 when not open."""
        return self._delay / self._rate if self._rate else 0.0

    @property
    def queued(self) -> int:
        """Samples handed over since the first `open`, less those dropped by `flush`."""
        position, dropped, _ = self._read
        kept = self._written - dropped - max(0, self._drop_to - position - len(self._fade))
        return max(kept, self._settled)

    @property
    def played(self) -> int:
        """Samples of those that have left the loudspeaker, by the latency it reports and a block more."""
        position, dropped, silence = self._read
        self._settled = max(self._settled, position - dropped - max(0, self._delay - silence))
        return self._settled

    def open(self, on_lost: Callable[[str], None], device: str = "") -> None:
        """Start a stream at the device's own rate, on the device of that name; empty is the default.

        What was queued and not heard on the device before it is played on this one. Raises DeviceError; then a
        device that was open and works stays so.
        """
        endpoint = self._find(device)
        if self._go_over(endpoint, on_lost, follows=not device):
            return
        if not self._delivers():
            self.close()
        lifeline = Lifeline(on_lost)

        def start(found: DeviceInfo, channels: int) -> tuple[Any, DeviceInfo]:
            rate = self._rate or found.rate
            feed = self._fill if rate == found.rate else RateChange(self._fill, rate, found.rate)

            def fill(out: NDArray[np.float32], frames: int, _time: Any, status: Any) -> None:
                lifeline.beat()
                if self._lifeline is not lifeline:  # the stream before it still plays
                    out.fill(0)
                    return
                self.underflows += bool(status.output_underflow)
                feed(out, frames)

            return start_stream(portaudio().OutputStream, found, channels, fill, lifeline), found

        stream, found = open_first(self._candidates(endpoint, device), self.direction, start)
        routed = self._route(stream, endpoint, device)
        self.close()
        self._make_ring(found.rate)
        converting = 0.0 if found.rate == self._rate else _RESAMPLER_S
        self._delay = int((float(stream.latency) + 1 / BLOCKS_PER_S + converting) * self._rate)
        self._adopt(stream, lifeline, endpoint.title if endpoint and routed else found.name, routed=routed)

    def close(self) -> None:
        """Stop; what was not heard yet stays queued. Harmless when not open."""
        super().close()
        self._step_back()

    def _make_ring(self, rate: int) -> None:
        if not self._rate:
            self._rate = rate
            self._ring = np.zeros(_QUEUE_S * rate, np.float32)
            self._fade = np.linspace(1, 0, int(_FADE_S * rate), dtype=np.float32)
        position, dropped, silence = self._read
        if self._drop_to > position:  # dropped while nothing was open: no fade is due
            self._read = (self._drop_to, self._dropped(dropped + self._drop_to - position), silence)

    def _step_back(self) -> None:
        """What was under way when the stream ended was not heard. No callback runs."""
        position, dropped, silence = self._read
        if self._delay and self._drop_to <= position:
            kept = len(self._ring) - (self._written - position)
            again = self._delay + int(_REPEAT_S * self._rate) - silence
            back = max(0, min(again, kept, position - self._drop_to))
            self._read = (position - back, dropped, 0)
        self._delay = 0

    def play(self, samples: Samples, stale: StaleCheck) -> None:
        """Queue samples at `sample_rate`; waits while 30 s are queued.

        Raises Cancelled when `stale()` turns true meanwhile. While no device is open it only queues.
        """
        for at in range(0, len(samples), self._rate or 1):
            self._write(samples[at : at + self._rate], stale)

    def flush(self) -> None:
        """Drop what is queued; the next block fades out within 5 ms. Any thread."""
        self._drop_to = self._written
        self._held, self._rewind_to = False, None

    def tap(self, on_played: Callable[[Samples], None]) -> None:
        """Give every block that leaves the ring to `on_played`, on the sound thread."""
        self._tap = on_played

    def hold(self) -> None:
        """Fall silent within 5 ms of the next block and keep what is queued. Any thread."""
        self._held = True

    def resume(self, position: int) -> None:
        """Go on after `hold` from `position`, a count as `played` gives it."""
        if self._held:
            self._rewind_to, self._held = position, False

    def _write(self, samples: Samples, stale: StaleCheck) -> None:
        while self._written + len(samples) - self._read[0] > len(self._ring) - self._kept:
            if stale():
                raise Cancelled
            time.sleep(_WAIT_S)
        if stale():
            raise Cancelled
        at = self._written % len(self._ring)
        first = min(len(samples), len(self._ring) - at)
        self._ring[at : at + first] = samples[:first]
        self._ring[: len(samples) - first] = samples[first:]
        self._written += len(samples)

    def _fill(self, out: NDArray[np.float32], frames: int) -> None:
        self._next(out, frames)
        if self._tap is not None:
            self._tap(out[:frames, 0])

    def _next(self, out: NDArray[np.float32], frames: int) -> None:
        position, dropped, silence = self._read
        drop_to = self._drop_to
        if drop_to > position:
            count = min(frames, len(self._fade), drop_to - position)
            self._copy(out, position, count)
            out[:count] *= self._fade[:count, None]
            self._read = (drop_to, self._dropped(dropped + drop_to - position - count), frames - count)
            return
        if self._held:
            self._fall_silent(out, frames)
            return
        rewind_to, self._rewind_to = self._rewind_to, None
        if rewind_to is not None:
            least = max(self._written - len(self._ring), position - self._kept)
            position = max(least, min(position, rewind_to + dropped))
        count = min(frames, self._written - position)
        self._copy(out, position, count)
        if rewind_to is not None:
            rise = min(count, len(self._fade))
            out[:rise] *= self._fade[::-1][:rise, None]
        self._read = (position + count, dropped, 0 if count == frames else silence + frames - count)

    @property
    def _kept(self) -> int:
        """Samples that stay in the ring after they were played, for those who go on from a little before."""
        return len(self._ring) * _KEPT_S // _QUEUE_S

    def _dropped(self, dropped: int) -> int:
        """Samples dropped, but none that count as played, though a new stream was to repeat them."""
        return min(dropped, self._drop_to - self._settled)

    def _fall_silent(self, out: NDArray[np.float32], frames: int) -> None:
        """The first block of a hold fades out; those after it are silence."""
        position, dropped, silence = self._read
        count = 0 if silence else min(frames, len(self._fade), self._written - position)
        self._copy(out, position, count)
        out[:count] *= self._fade[:count, None]
        self._read = (position + count, dropped, silence + frames - count)

    def _copy(self, out: NDArray[np.float32], position: int, count: int) -> None:
        at = position % len(self._ring)
        first = min(count, len(self._ring) - at)
        out[:first] = self._ring[at : at + first, None]
        out[first:count] = self._ring[: count - first, None]
        out[count:] = 0
