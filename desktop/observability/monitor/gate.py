"""Who may come in: names of this host, pages of this server, holders of the key. And the page itself."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from importlib import resources

from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from desktop.observability.address import HOST
from desktop.observability.monitor.access import opens

STREAM = "/stream"
_KINDS = {
    "index.html": "text/html; charset=utf-8",
    "monitor.css": "text/css; charset=utf-8",
    "monitor.js": "text/javascript; charset=utf-8",
    "charts.js": "text/javascript; charset=utf-8",
    "stream.js": "text/javascript; charset=utf-8",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src {streams}; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Gate:
    """Looks at each request before anything is done for it."""

    def __init__(self, port: int, key: str) -> None:
        self._hosts = {f"{name}:{port}" for name in (HOST, "localhost")}
        self._origins = {f"http://{host}" for host in self._hosts}
        self._key = key
        policy = _POLICY.format(streams=" ".join(f"ws://{host}" for host in sorted(self._hosts)))
        self._pages: Mapping[str, Response] = {path: _page(name, policy) for path, name in _paths()}

    def answer(self, request: Request) -> Response | None:
        """Return the answer to a request; None for one that may become a stream."""
        headers, path = request.headers, request.path.partition("?")[0]
        if not _one_of(headers, "Host", self._hosts) or not _one_of(headers, "Origin", self._origins, absent=True):
            return refused(HTTPStatus.FORBIDDEN)
        if request.method != "GET":
            return refused(HTTPStatus.METHOD_NOT_ALLOWED)
        if path != STREAM:
            return self._pages.get(path) or refused(HTTPStatus.NOT_FOUND)
        offers = [one.strip() for value in headers.get_all("Sec-WebSocket-Protocol") for one in value.split(",")]
        return None if opens(self._key, offers) else refused(HTTPStatus.UNAUTHORIZED)


def refused(status: HTTPStatus) -> Response:
    """An answer with nothing in it."""
    return _response(status, "text/plain; charset=utf-8", f"{status.value} {status.phrase}\n".encode())


def _one_of(headers: Headers, name: str, allowed: set[str], *, absent: bool = False) -> bool:
    values = headers.get_all(name)
    return len(values) == 1 and values[0] in allowed if values else absent


def _paths() -> list[tuple[str, str]]:
    return [("/", "index.html"), *((f"/{name}", name) for name in _KINDS if name != "index.html")]


def _page(name: str, policy: str) -> Response:
    body = resources.files("desktop.observability.monitor").joinpath("page", name).read_bytes()
    page = _response(HTTPStatus.OK, _KINDS[name], body)
    page.headers["Content-Security-Policy"] = policy
    return page


def _response(status: HTTPStatus, kind: str, body: bytes) -> Response:
    headers = Headers({
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    })  # fmt: skip
    return Response(status.value, status.phrase, headers, body)
