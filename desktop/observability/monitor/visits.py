"""One visit after the other, from the request to its end: what each client may do, and how often."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time
from collections import deque
from http import HTTPStatus

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from desktop import log
from desktop.observability.monitor.access import PROTOCOL
from desktop.observability.monitor.gate import Gate, refused
from desktop.observability.monitor.hub import Hub, refusal
from desktop.observability.monitor.subscriber import Subscriber
from desktop.observability.monitor.wanted import LONGEST, Wanted, parse_wanted

MOST_SUBSCRIBERS = 128
_MOST_CONNECTIONS = MOST_SUBSCRIBERS + 32
"""Those that have not yet asked for anything among them."""
_MOST_MESSAGES = 20
"""Of one client within `_WITHIN_S`."""
_WITHIN_S = 1.0
_FIRST_S = 5.0
"""Within which the first filter has to come."""
_OPEN_S, _CLOSE_S, _PING_S = 3.0, 1.0, 20.0
_SEND_BUFFER = 1 << 18
"""Bytes that the system may keep for a client, so that a slow one is noticed."""


class _Connection(ServerConnection):
    """Hangs up at once when there are too many, and says nothing to one that is gone."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Each costs a file handle, which the conversation needs, too."""
        super().connection_made(transport)
        if len(self.server.handler_tasks) > _MOST_CONNECTIONS:
            self.transport.abort()

    def send_data(self) -> None:
        """All that there is to send in one piece: asyncio logs each that is written to one who has hung up."""
        parts = self.protocol.data_to_send()
        if self.transport.is_closing():
            return
        if sent := b"".join(parts):
            self.transport.write(sent)
        if b"" in parts:  # the library's sign for the end
            with contextlib.suppress(OSError):
                self.transport.write_eof()


class Visits:
    """Serves the hub to all who pass the gate. On the loop's thread."""

    def __init__(self, hub: Hub, gate: Gate) -> None:
        self._hub, self._gate = hub, gate
        self._visiting = 0
        self.server: Server | None = None

    async def open(self, listening: socket.socket, logger: logging.Logger) -> Server:
        """Serve on a bound socket, from now on."""
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)  # those that are accepted inherit it
        self.server = await serve(
            self._visit,
            sock=listening,
            process_request=self._admit,
            subprotocols=[Subprotocol(PROTOCOL)],
            compression=None,
            max_size=LONGEST,
            max_queue=2,
            open_timeout=_OPEN_S,
            close_timeout=_CLOSE_S,
            ping_interval=_PING_S,
            ping_timeout=_PING_S,
            server_header=None,
            logger=logger,
            create_connection=_Connection,
            backlog=64,
        )
        return self.server

    def _admit(self, _: ServerConnection, request: Request) -> Response | None:
        answer = self._gate.answer(request)
        if answer is None and self._visiting >= MOST_SUBSCRIBERS:
            return refused(HTTPStatus.SERVICE_UNAVAILABLE)
        return answer

    async def _visit(self, connection: ServerConnection) -> None:
        subscriber = Subscriber(connection, Wanted())
        self._visiting += 1
        try:
            async with asyncio.TaskGroup() as tasks:
                sending = tasks.create_task(subscriber.run())
                await self._listen(connection, subscriber)
                sending.cancel()
        except* ConnectionClosed:
            pass
        except* Exception:
            log.engine.exception("a visit to the monitor failed")
            raise
        finally:
            self._visiting -= 1
            self._hub.forget(subscriber)

    async def _listen(self, connection: ServerConnection, subscriber: Subscriber) -> None:
        """Obey a client's messages until it goes. Raises ConnectionClosed."""
        times: deque[float] = deque([float("-inf")], maxlen=_MOST_MESSAGES)
        watching = False
        while True:
            try:
                async with asyncio.timeout(None if watching else _FIRST_S):
                    message = await connection.recv()
            except TimeoutError:
                await connection.close(CloseCode.POLICY_VIOLATION, "no filter came; an empty one is {}")
                return
            if len(times) == _MOST_MESSAGES and time.monotonic() - times[0] < _WITHIN_S:
                await connection.close(CloseCode.POLICY_VIOLATION, "too many messages")
                return
            times.append(time.monotonic())
            watching = self._obey(message, subscriber) or watching

    def _obey(self, message: str | bytes, subscriber: Subscriber) -> bool:
        try:
            subscriber.wanted = parse_wanted(message)
        except ValueError as error:
            subscriber.offer([refusal(str(error))], time.monotonic())
            return False
        self._hub.welcome(subscriber)
        return True
