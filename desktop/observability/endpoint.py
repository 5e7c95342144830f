"""The figures for programs on this machine: Prometheus' text over HTTP on the loopback address."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable
from http.client import HTTPException
from pathlib import Path
from socketserver import TCPServer
from typing import Any
from urllib.request import ProxyHandler, build_opener
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from prometheus_client import CollectorRegistry, make_wsgi_app

from desktop import log
from desktop.errors import ShutdownError
from desktop.observability.address import HOST, read_address, tell_address
from desktop.observability.collector import FiguresCollector

PATH = "/metrics"
DEADLINE_S = 1.0
"""How long a client may take for one request, whatever it does."""
_ASK_S, _KNOCK_S = 3.0, 1.0
_CLOSE_S = 10.0
_LARGEST = 4_000_000
"""Bytes of an answer that are read."""

_Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Handler(WSGIRequestHandler):
    timeout = DEADLINE_S

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: it would go to the terminal."""


class _Server(WSGIServer):
    """Answers one client after the other, so that any number of them costs one thread."""

    timeout = None  # it sleeps until somebody comes
    request_queue_size = 32

    def server_bind(self) -> None:
        """Bind without asking for the name of this host, which may go to the network."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]
        self.setup_environ()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answer, within the deadline: a client that sends a byte now and then would hold the others up."""
        deadline = threading.Timer(DEADLINE_S, _hang_up, (request,))
        deadline.start()
        try:
            super().finish_request(request, client_address)
        finally:
            deadline.cancel()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the base class names it
        """A client went away, or was too slow."""
        log.engine.debug("a client of the metrics endpoint was dropped", exc_info=True)


class Endpoint:
    """Serves the figures until it is closed."""

    def __init__(self, figures: FiguresCollector, port: int, address: Path) -> None:
        """Open the port, 0 for any that is free, start the thread, and write into the file `address` where it is.

        Raises OSError when the port is taken or the file cannot be written.
        """
        registry = CollectorRegistry(auto_describe=False)
        registry.register(figures)
        self._server = _Server((HOST, port), _Handler)
        self._address = address
        self.port: int = self._server.server_port
        self._server.set_app(_guarded(make_wsgi_app(registry), self.port))
        try:
            tell_address(address, self.url)
        except OSError:
            self._server.server_close()
            raise
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="metrics endpoint", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where to ask."""
        return f"http://{HOST}:{self.port}{PATH}"

    def close(self) -> None:
        """Stop serving. Harmless when closed. Raises ShutdownError when the thread does not end."""
        self._stop.set()
        if self._thread.is_alive():
            with contextlib.suppress(OSError):  # it is busy with others, and looks after that
                socket.create_connection((HOST, self.port), _KNOCK_S).close()
        self._thread.join(_CLOSE_S)
        if self._thread.is_alive():
            raise ShutdownError("the metrics endpoint did not end in time")
        self._server.server_close()
        self._address.unlink(missing_ok=True)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._server.handle_request()


def ask(address: Path) -> str | None:
    """Return the figures of the Sotto that wrote `address`, as Prometheus' text; None when there is none."""
    url = read_address(address, "http")
    if url is None:
        return None
    try:
        # no proxy: it would see the question, and ask its own machine
        with build_opener(ProxyHandler({})).open(url, timeout=_ASK_S) as answer:
            text: str = answer.read(_LARGEST).decode()
    except (OSError, ValueError, HTTPException):
        return None
    return text if "sotto_build_info" in text else None


def _guarded(application: _Application, port: int) -> _Application:
    """Refuse what a web page in this machine's browser can send: another name for this host, or an origin."""
    hosts = {f"{name}:{port}" for name in (HOST, "localhost")}

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        refused = ""
        if environ.get("HTTP_HOST") not in hosts or "HTTP_ORIGIN" in environ:
            refused = "403 Forbidden"
        elif environ["PATH_INFO"] != PATH:
            refused = "404 Not Found"
        elif environ["REQUEST_METHOD"] != "GET":
            refused = "405 Method Not Allowed"
        if not refused:
            return application(environ, start_response)
        start_response(refused, [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return [b""]

    return answer


def _hang_up(request: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it may be closed meanwhile
        request.shutdown(socket.SHUT_RDWR)
