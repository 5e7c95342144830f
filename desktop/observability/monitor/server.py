"""The monitor's thread: takes events out of the engine's way and serves those who watch."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from desktop.errors import ShutdownError
from desktop.events import EngineEvent
from desktop.observability.address import HOST, tell_address
from desktop.observability.lines import Lines
from desktop.observability.metrics import Metrics
from desktop.observability.monitor.access import token
from desktop.observability.monitor.gate import STREAM, Gate
from desktop.observability.monitor.hub import Hub
from desktop.observability.monitor.picture import Picture
from desktop.observability.monitor.visits import Visits
from desktop.observability.sieve import Sieve

_GATHER_S, _SELDOM_S, _UNWATCHED_S = 0.02, 0.04, 5.0
"""How long events are gathered, so that many at once cost one message; longer where few come, for then each waking
is for little, and longest when nobody waits for them, since who comes has what waits taken first."""
_MANY = 8
"""Events gathered at a time: fewer are few."""
_CLOSE_S = 10.0


class Monitor:
    """Serves until it is closed. `put` never waits; what finds the queue full is counted and let go."""

    def __init__(
        self,
        metrics: Metrics,
        port: int,
        address: Path,
        key: Path,
        *,
        words: bool = False,
        tools: Callable[[], frozenset[str]] = frozenset,
        capacity: int = 10_000,
        lines: Lines | None = None,
    ) -> None:
        """Open the port, 0 for any that is free, start the thread, write into the file `address` where it is.

        `key` is the file of the key, made at first use. `tools` gives the names of the tools there are; `lines`
        are shared with others who tell of the same events. Raises OSError when the port is taken or a file cannot be
        written.
        """
        self._socket = _listen(port)
        self._address = address
        self.port: int = self._socket.getsockname()[1]
        try:
            gate = Gate(self.port, token(key))
            tell_address(address, self.url)
        except OSError:
            self._socket.close()
            raise
        self._hub = Hub(Picture(metrics), tools, self._drain, lines or Lines(), words=words)
        self._visits = Visits(self._hub, gate)
        self._sieve, self._capacity = Sieve(), capacity
        self._waiting: deque[EngineEvent] = deque()
        self._losing = threading.Lock()
        self._dropped, self._told = 0, 0
        self._gather_s = _SELDOM_S
        self._loop = asyncio.SelectorEventLoop()  # whatever loop the window chose for itself
        self._awake, self._stop = False, asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="monitor", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where the stream is."""
        return f"ws://{HOST}:{self.port}{STREAM}"

    @property
    def dropped(self) -> int:
        """Events that nobody was told of."""
        return self._dropped

    def put(self, event: EngineEvent) -> None:
        """Note an event. Returns at once, from any thread."""
        if not self._sieve.passes(event):
            return
        if len(self._waiting) < self._capacity:
            self._waiting.append(event)
        else:
            with self._losing:
                self._dropped += 1
        if not self._awake:
            self._awake = True
            self._call(self._loop.call_later, self._gather_s if self._hub.watching else _UNWATCHED_S, self._drain)

    def close(self) -> None:
        """Send everybody away and end the thread. Harmless when closed. Raises ShutdownError when it does not end."""
        self._call(self._stop.set)
        self._thread.join(_CLOSE_S)
        if self._thread.is_alive():
            raise ShutdownError("the monitor's thread did not end in time")
        self._address.unlink(missing_ok=True)

    def _call(self, work: Callable[..., object], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody watches any more
            self._loop.call_soon_threadsafe(work, *arguments)

    def _drain(self) -> None:
        self._awake = False  # first: what comes from now on wakes it again
        dropped = self._dropped - self._told
        self._told += dropped
        self._gather_s = _GATHER_S if len(self._waiting) >= _MANY else _SELDOM_S
        self._hub.take(self._taken(), dropped)

    def _taken(self) -> Iterator[EngineEvent]:
        for _ in range(len(self._waiting)):
            yield self._waiting.popleft()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        server = await self._visits.open(self._socket, _silent())
        ticking = self._loop.create_task(self._hub.tick())
        await self._stop.wait()
        self._drain()
        await self._hub.finish()
        ticking.cancel()
        server.close(code=1001, reason="Sotto ends")
        await server.wait_closed()


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    try:
        if os.name == "posix":  # elsewhere it would let another program take the port over
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen()  # or who comes before the loop runs would be refused
    except OSError:
        listening.close()
        raise
    return listening


def _silent() -> logging.Logger:
    """What clients do wrong is no fault of Sotto's, and belongs into nobody's terminal."""
    return logging.Logger("monitor clients", level=logging.CRITICAL + 1)
