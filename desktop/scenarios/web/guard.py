"""Lets only the page itself in: no other host name, no page of another origin, nobody else asked. Pure ASGI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[Any]]
_Send = Callable[[Any], Awaitable[None]]
_App = Callable[[_Scope, _Receive, _Send], Awaitable[None]]

NAMES = frozenset({"127.0.0.1", "localhost"})
_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' {socket}; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'self'"
)
"""What the page may ask for: this server. Chainlit's own page would have fonts from elsewhere."""


class Guard:
    """Refuses requests that do not come from this server's own page, and has the page ask nobody else."""

    def __init__(self, app: _App, port: int) -> None:
        self._app, self._port = app, port
        self._policy = _POLICY.format(socket=" ".join(f"ws://{name}:{port}" for name in sorted(NAMES))).encode()

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        """Hand the request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif not self._is_ours(scope):
            await _refuse(scope, send)
        else:
            await self._app(scope, receive, lambda message: send(self._marked(message)))

    def _is_ours(self, scope: _Scope) -> bool:
        headers = dict(scope.get("headers") or ())
        origin = headers.get(b"origin")
        return self._is_here(f"//{headers.get(b'host', b'').decode('latin-1')}") and (
            origin is None or self._is_here(origin.decode("latin-1"))
        )

    def _is_here(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
            return parts.hostname in NAMES and parts.port == self._port
        except ValueError:
            return False

    def _marked(self, message: Any) -> Any:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), (b"content-security-policy", self._policy)]
        return message


async def _refuse(scope: _Scope, send: _Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"this page is for this machine only"})
