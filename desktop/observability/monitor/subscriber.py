"""One who watches: lines wait for it in a queue of its own, and what finds that full is counted and told."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Sequence

from websockets.asyncio.server import ServerConnection
from websockets.frames import CloseCode

from desktop.observability.monitor.wanted import Wanted

MOST_WAITING = 2000
"""Lines."""
MOST_AT_ONCE = 500
"""Lines of one message."""
PATIENCE_S = 3.0
"""How long one may lag before it is sent away."""
_LITTLE_UNSENT = 1 << 15
_MOST_UNSENT = 1 << 20
"""Bytes that the transport may hold, whatever they are: even pings are answered into it."""


class Subscriber:
    """All its methods are called on the loop's thread."""

    def __init__(self, connection: ServerConnection, wanted: Wanted) -> None:
        self.connection, self.wanted = connection, wanted
        self._waiting: deque[str] = deque()
        self._ready = asyncio.Event()
        self._missed, self._lagging_since = 0, 0.0
        self.leaving = False
        """Whether it was sent away."""

    @property
    def keeps_up(self) -> bool:
        """Whether it may be sent something past its queue, since nothing waits there."""
        little = self.connection.transport.get_write_buffer_size() < _LITTLE_UNSENT
        return little and not self._waiting and not self._missed

    def offer(self, lines: Sequence[str], now: float) -> None:
        """Let lines wait, as many as there is room for, at a monotonic time in seconds."""
        room = MOST_WAITING - len(self._waiting)
        self._waiting.extend(lines[:room])
        if len(lines) > room:
            self._lagging_since = self._lagging_since or now
            self._missed += len(lines) - room
        self._ready.set()

    def is_lost(self, now: float) -> bool:
        """Whether it has lagged for too long."""
        unsent = self.connection.transport.get_write_buffer_size()
        return unsent > _MOST_UNSENT or (self._missed > 0 and now - self._lagging_since > PATIENCE_S)

    @property
    def waits(self) -> bool:
        """Whether there are lines that it was not sent yet."""
        return bool(self._waiting)

    async def send_away(self) -> None:
        """Close its connection; it learns what it missed if it reads on at all."""
        self.leaving = True
        reason = f"too slow: you missed {self._missed} events"
        await self.connection.close(CloseCode.TRY_AGAIN_LATER, reason)

    async def run(self) -> None:
        """Send until the connection is closed. Raises ConnectionClosed."""
        while True:
            await self._ready.wait()
            await self.connection.send("\n".join(self._take()))

    def _take(self) -> list[str]:
        """The oldest lines, and after the last that waits, in the place of those that are missing, their number."""
        taken = [self._waiting.popleft() for _ in range(min(MOST_AT_ONCE, len(self._waiting)))]
        if not self._waiting:
            self._ready.clear()
            if self._missed:
                taken.append(json.dumps({"type": "monitor.missed", "events": self._missed}))
                self._missed, self._lagging_since = 0, 0.0
        return taken
