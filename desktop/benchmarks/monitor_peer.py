"""The monitor's peer: the same library at its defaults, each event sent to everybody as it comes."""

from __future__ import annotations

import asyncio
import logging
import threading
from datetime import UTC, datetime

from websockets.asyncio.server import ServerConnection, broadcast, serve

from desktop.events import EngineEvent
from desktop.observability.address import HOST
from desktop.observability.log_entry import line_of
from desktop.observability.telling import Telling

_CLOSE_S = 60.0


class PeerMonitor:
    """Serves until it is closed."""

    def __init__(self) -> None:
        """Start its thread, and wait until it listens."""
        self._loop = asyncio.SelectorEventLoop()
        self._stop = asyncio.Event()
        self._connections: set[ServerConnection] = set()
        self._telling = Telling()
        self._open = threading.Event()
        self.port = 0
        self._thread = threading.Thread(target=self._run, name="peer monitor", daemon=True)
        self._thread.start()
        self._open.wait()

    @property
    def url(self) -> str:
        """Where the stream is."""
        return f"ws://{HOST}:{self.port}/"

    def put(self, event: EngineEvent) -> None:
        """Tell of an event."""
        self._loop.call_soon_threadsafe(self._tell, event)

    def close(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(_CLOSE_S)

    def _tell(self, event: EngineEvent) -> None:
        for entry in self._telling.take(event):
            broadcast(self._connections, line_of(entry, datetime.now(UTC), words=False))

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        silent = logging.Logger("peer", level=logging.CRITICAL + 1)
        async with serve(self._visit, HOST, 0, logger=silent) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            self._open.set()
            await self._stop.wait()

    async def _visit(self, connection: ServerConnection) -> None:
        self._connections.add(connection)
        try:
            await connection.wait_closed()
        finally:
            self._connections.discard(connection)
