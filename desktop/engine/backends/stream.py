"""One stream on a sound device: its name, whether it delivers, its end."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable
from typing import Any

from desktop import log
from desktop.engine.backends.devices import HANGING, DeviceInfo, Direction, choose, choose_served, portaudio
from desktop.engine.backends.endpoints import Endpoint
from desktop.engine.backends.sound_server import SoundServer
from desktop.errors import DeviceError
from desktop.wording import marked

BLOCKS_PER_S = 100
DEADLINE_S = 4.0
"""For the sound library to start or end a stream."""
_NEXT_BLOCK_S = 0.7
"""A running stream whose callback was not called for so long has lost its device."""
_START_S = 3.0
"""That is no sign so soon after its start: a sound server fills its buffers, then asks for nothing a while."""


class Lifeline:
    """Says once, in a sentence, that a stream ended unasked."""

    def __init__(self, on_lost: Callable[[str], None]) -> None:
        self.sentence = "the device was lost"
        self.renew(on_lost)

    def renew(self, on_lost: Callable[[str], None]) -> None:
        """The stream starts, or goes on elsewhere: its loss is told to `on_lost` from now on."""
        self._on_lost: Callable[[str], None] | None = on_lost
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

    direction: Direction
    what: str
    """What people call it."""

    def __init__(self, server: SoundServer | None = None) -> None:
        """With a sound server devices are called as it calls them; without, as PortAudio does."""
        self._server = server
        self._routed = False
        """Whether the sound server can take the stream to another device."""
        self._name = ""
        self._stream: Any = None
        self._lifeline: Lifeline | None = None

    @property
    def name(self) -> str:
        """Name of the device that is or was open last."""
        if self._server is not None and self._routed:
            self._name = self._server.place(self.direction) or self._name
        return self._name or "default"

    def alive(self) -> bool:
        """Whether the device still delivers; when it does not, reports the loss. Ask often, from any thread.

        Some sound systems never say that a device is gone: their blocks just stop.
        """
        lifeline = self._lifeline
        gone = self._server.lost(self.direction) if self._server is not None and self._routed else ""
        if self._delivers() and not gone:
            return True
        if lifeline is not None:
            lifeline.sentence = f"the {self.what} {gone or self._name} was lost"
            lifeline.cut()
        return False

    def close(self) -> None:
        """Stop; no callback follows. Harmless when not open."""
        stream, self._stream = self._stream, None
        lifeline, self._lifeline = self._lifeline, None
        self._routed = False
        if lifeline is not None:
            lifeline.let_go()
        if stream is not None:
            end_stream(stream)

    def _find(self, device: str) -> Endpoint | None:
        """The sound server's device of that name; None when PortAudio is to be asked. Raises DeviceError."""
        return self._server.find(self.direction, device) if self._server is not None else None

    def _go_over(self, endpoint: Endpoint | None, on_lost: Callable[[str], None], *, follows: bool) -> bool:
        """Have the open stream taken to a device; returns whether it could be. Raises DeviceError."""
        lifeline = self._lifeline
        if endpoint is None or lifeline is None or not self._routed or not self._delivers():
            return False
        assert self._server is not None
        if not self._server.route(self.direction, endpoint, follows=follows):
            return False
        lifeline.renew(on_lost)
        return True

    def _candidates(self, endpoint: Endpoint | None, device: str) -> list[DeviceInfo]:
        return choose(device, self.direction) if endpoint is None else choose_served(self.direction)

    def _route(self, stream: Any, endpoint: Endpoint | None, device: str) -> bool:
        """Have a new stream taken to its device; returns whether it could be. Raises DeviceError and ends it."""
        if self._server is None or endpoint is None:
            return False
        try:
            routed = self._server.route(self.direction, endpoint, follows=not device)
            if device and not routed:
                raise DeviceError(
                    marked("{title} is not reached", title=endpoint.title),
                    advice=marked("choose the system's default"),
                )
        except DeviceError:
            end_stream(stream)
            raise
        return routed

    def _delivers(self) -> bool:
        stream, lifeline = self._stream, self._lifeline
        return stream is not None and lifeline is not None and stream.active and not lifeline.late()

    def _adopt(self, stream: Any, lifeline: Lifeline, name: str, *, routed: bool) -> None:
        """A stream that has started is the one from now on; the one before it is closed."""
        lifeline.sentence = f"the {self.what} {name} was lost"
        self._stream, self._lifeline, self._name, self._routed = stream, lifeline, name, routed


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
    failures = _attempt(stream.start)
    if failures is None:
        raise DeviceError(
            marked("{name} does not start", name=device.name),
            advice=marked("connect it again, and start Sotto again"),
        )
    if failures:
        end_stream(stream)
        raise failures[0]
    return stream


def end_stream(stream: Any) -> None:
    """Stop and free a stream; one that hangs is left alone for good."""

    def end() -> None:
        stream.abort(ignore_errors=True)
        stream.close(ignore_errors=True)

    if _attempt(end) is None:
        log.audio.warning("a stream does not end; its device is gone")


def _attempt(call: Callable[[], object]) -> list[Exception] | None:
    """Make a call that never returns when an ALSA device goes at that moment.

    Returns what it raised; None when it hangs. Then the library must not be ended, which would abort the process.
    """
    failures: list[Exception] = []

    def run() -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001 - raised again by the thread that waits
            failures.append(error)

    thread = threading.Thread(target=run, name=HANGING, daemon=True)
    thread.start()
    thread.join(DEADLINE_S)
    if thread.is_alive():
        atexit.unregister(portaudio()._exit_handler)
        return None
    return failures
