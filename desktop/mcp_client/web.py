"""A server that runs already and is talked to by streamable HTTP. No answer of it may be longer than a limit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
from mcp.client.streamable_http import streamable_http_client

from desktop.mcp_client.pipe import LONGEST_LINE, Ending
from desktop.secret import read_secret
from desktop.settings import McpServer

_CONNECT_S, _READ_S = 5.0, 120.0


class _Limited(httpx2.AsyncByteStream):
    """A body that breaks off at the limit; streams of events, which have one for each event, are no such."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = 0
        async for piece in self._inner:
            taken += len(piece)
            if taken > LONGEST_LINE:
                raise httpx2.ReadError(f"the server's answer is longer than {LONGEST_LINE >> 20} MB")
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()


class _LimitedTransport(httpx2.AsyncHTTPTransport):
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        if "text/event-stream" not in response.headers.get("content-type", ""):
            assert isinstance(response.stream, httpx2.AsyncByteStream)
            response.stream = _Limited(response.stream)
        return response


@asynccontextmanager
async def web_transport(server: McpServer, ending: Ending) -> AsyncIterator[tuple[object, object]]:
    """Yield the streams of messages from a server and to it. Raises UserFacingError when its token cannot be read."""
    token = read_secret(server.token_variable, server.token_file)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    client = httpx2.AsyncClient(
        headers=headers,
        timeout=httpx2.Timeout(_CONNECT_S, read=_READ_S),
        transport=_LimitedTransport(),
        trust_env=False,
    )
    async with (
        client,
        streamable_http_client(server.url, http_client=client, max_sse_event_size=LONGEST_LINE) as streams,
    ):
        try:
            yield streams
        finally:
            ending.note("the connection was closed")
