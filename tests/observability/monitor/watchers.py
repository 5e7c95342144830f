"""Clients of the monitor, well-behaved ones and others."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from desktop import events
from desktop.observability.address import HOST
from desktop.observability.metrics import Metrics
from desktop.observability.monitor.access import offered, read_token
from desktop.observability.monitor.client import parse
from desktop.observability.monitor.server import Monitor
from desktop.paths import Paths
from tests.observability.happenings import head

WAIT_S = 10.0


def open_monitor(home: Path, *, port: int = 0, words: bool = False, capacity: int = 10_000) -> Monitor:
    paths = Paths(home)
    return Monitor(
        Metrics(), port, paths.monitor_address, paths.monitor_key, words=words, tools=lambda: frozenset({"clock"}),
        capacity=capacity,
    )  # fmt: skip


def key_of(home: Path) -> str:
    key = read_token(Paths(home).monitor_key)
    assert key is not None
    return key


@contextmanager
def client(port: int, key: str, *, origin: str = "", host: str = HOST, **options: Any) -> Iterator[ClientConnection]:
    """A connection to the stream that has asked for nothing yet. Raises InvalidStatus when it is refused."""
    with connect(
        f"ws://{host}:{port}/stream",
        subprotocols=[Subprotocol(one) for one in offered(key)],
        origin=Origin(origin) if origin else None,
        proxy=None,
        **options,
    ) as made:
        yield made


def lines(connection: ClientConnection) -> Iterator[dict[str, Any]]:
    """What comes, one line after the other. Raises TimeoutError, ConnectionClosed."""
    while True:
        message = connection.recv(WAIT_S)
        assert isinstance(message, str)
        yield from map(parse, message.split("\n"))


def until_type(told: Iterator[dict[str, Any]], type_: str) -> dict[str, Any]:
    return next(line for line in told if line["type"] == type_)


def status(port: int, path: str = "/", method: str = "GET", **headers: str) -> int:
    connection = HTTPConnection(HOST, port, timeout=WAIT_S)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        return connection.getresponse().status
    finally:
        connection.close()


def many(count: int, port: int) -> list[socket.socket]:
    """So many connections that say nothing."""
    made = []
    for _ in range(count):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex((HOST, port))
        made.append(one)
    return made


def started(turn: int) -> events.SpeechStarted:
    return events.SpeechStarted(**head(turn, at=time.monotonic()))


def answers(port: int, key: str) -> Callable[[], bool]:
    """Whether a new client gets its snapshot."""

    def ask() -> bool:
        try:
            with client(port, key) as made:
                made.send("{}")
                return next(lines(made))["type"] == "monitor.snapshot"
        except (OSError, WebSocketException):
            return False

    return ask
