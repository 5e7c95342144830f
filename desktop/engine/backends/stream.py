"""One stream on a sound device: its name, whether it delivers, its end."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable
from typing import Any

from desktop.engine.backends.devices import STARTING, DeviceInfo, portaudio
from desktop.errors import DeviceError

BLOCKS_PER_S = 100
START_DEADLINE_S = 4.0
_NEXT_BLOCK_S = 0.7
"""A running stream whose callback was not called for so long has lost its device."""
_START_S = 3.0
"""That is no sign so soon after its start: a sound server fills its buffers, then asks for nothing a while."""


class Lifeline:
    """Says once, in a sentence, that a stream ended unasked."""

    def __init__(self, on_lost: Callable[[str], None]) -> None:
        self._on_lost: Callable[[str], None] | None = on_lost
        self.sentence = "the device was lost"
        self._started_by = self._due = time.monotonic() + _START_S

    def beat(self) -> None:
        """The device asked for a block."""
        self._due = max(self._started_by, time.monotonic() + _NEXT_BLOCK_S)

    def late(self) -> bool:
        """Whether the next block should have come long ago."""
        return time.monotonic() > self._due

    def cut(self) -> None:
        """It ended; harmless the second time."""
        on_lost, self._on_lost = self._on_lost, None
        if on_lost is not None:
            on_lost(self.sentence)

    def let_go(self) -> None:
        """It is about to be ended on purpose."""
        self._on_lost = None


class StreamDevice:
    """What both directions share: one stream, its name, its end."""

    def __init__(self) -> None:
        self._name = ""
        self._stream: Any = None
        self._lifeline: Lifeline | None = None

    @property
    def name(self) -> str:
        """Name of the device that is or was open last."""
        return self._name or "default"

    def alive(self) -> bool:
        """Whether the device still delivers; when it does not, reports the loss. Ask often, from any thread.

        Some sound systems never say that a device is gone: their blocks just stop.
        """
        lifeline = self._lifeline
        if self._delivers():
            return True
        if lifeline is not None:
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

    def _delivers(self) -> bool:
        stream, lifeline = self._stream, self._lifeline
        return stream is not None and lifeline is not None and stream.active and not lifeline.late()

    def _adopt(self, stream: Any, lifeline: Lifeline, name: str) -> None:
        """A stream that has started is the one from now on; the one before it is closed."""
        self._stream, self._lifeline, self._name = stream, lifeline, name


def start_stream(kind: Any, device: DeviceInfo, channels: int, callback: Any, lifeline: Lifeline) -> Any:
    """Start an input or output stream of 10 ms blocks at the device's rate. Raises PortAudioError or DeviceError."""
    stream = kind(
        device=device.index,
        samplerate=device.rate,
        channels=channels,
        dtype="float32",
        blocksize=device.rate // BLOCKS_PER_S,
        latency="low",
        callback=callback,
        finished_callback=lifeline.cut,
    )
    _start_in_time(stream, device)
    return stream


def _start_in_time(stream: Any, device: DeviceInfo) -> None:
    """Start a stream; PortAudio never returns when an ALSA device goes between being opened and being started."""
    failures: list[Exception] = []

    def start() -> None:
        try:
            stream.start()
        except Exception as error:  # noqa: BLE001 - raised again by the thread that waits
            failures.append(error)

    thread = threading.Thread(target=start, name=STARTING, daemon=True)
    thread.start()
    thread.join(START_DEADLINE_S)
    if thread.is_alive():
        atexit.unregister(portaudio()._exit_handler)  # it would end the library, which aborts the process
        raise DeviceError(f"{device.name} does not start", advice="connect it again, and start Sotto again")
    if failures:
        stream.close(ignore_errors=True)
        raise failures[0]
