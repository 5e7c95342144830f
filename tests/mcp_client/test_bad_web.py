"""A turn with a tool server over HTTP that hangs, breaks off, floods or lies."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from desktop.mcp_client.servers import Servers
from desktop.settings import McpServer
from tests.mcp_client.bad_turns import assert_told_aloud

TEXT = {"type": "object", "properties": {"text": {"type": "string"}}}
NUMBER = {"type": "object", "properties": {"degrees": {"type": "number"}}, "required": ["degrees"]}
NAMES = ("hang", "breaks", "fault", "flood", "stream", "nonsense", "other", "lies")


class _Hostile(BaseHTTPRequestHandler):
    over: threading.Event

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        identity, parameters = message.get("id"), message.get("params") or {}
        match message.get("method"):
            case "initialize":
                about = {"name": "hostile", "version": "1"}
                version = parameters["protocolVersion"]
                self._say(identity, {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": about})
            case "tools/list":
                tools = [{"name": name, "inputSchema": TEXT} for name in NAMES]
                tools[-1]["outputSchema"] = NUMBER
                self._say(identity, {"tools": tools})
            case "tools/call":
                with contextlib.suppress(OSError):
                    self._call(identity, parameters["name"])
            case _ if identity is None:
                self._head(202, 0)
            case _:
                self._send(json.dumps({"jsonrpc": "2.0", "id": identity, "error": {"code": -32601, "message": "no"}}))

    def _call(self, identity: Any, name: str) -> None:
        done = {"content": [{"type": "text", "text": "It is done."}]}
        match name:
            case "hang":
                self.over.wait(30)
            case "breaks":
                self._head(200, 1000)
                self.close_connection = True
            case "fault":
                self._head(500, 0)
            case "flood":
                self._send(json.dumps({"jsonrpc": "2.0", "id": identity, "result": "x" * 100_000_000}))
            case "stream":
                self._head(200, None, "text/event-stream")
                note = {"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": "x"}}
                while not self.over.is_set():
                    self.wfile.write(f"data: {json.dumps(note)}\n\n".encode())
            case "nonsense":
                self._say(identity, {"content": "this is no list"})
            case "other":
                self._say("nobody's", done)
            case "lies":
                self._say(identity, done | {"structuredContent": {"degrees": "warm"}})
            case _:
                pytest.fail(name)

    def do_GET(self) -> None:
        self._head(405, 0)

    do_DELETE = do_GET  # noqa: N815

    def _say(self, identity: Any, result: dict[str, Any]) -> None:
        self._send(json.dumps({"jsonrpc": "2.0", "id": identity, "result": result}))

    def _send(self, text: str) -> None:
        self._head(200, len(text))
        self.wfile.write(text.encode())

    def _head(self, code: int, length: int | None, kind: str = "application/json") -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    handler = type("Handler", (_Hostile,), {"over": threading.Event()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/mcp"
        handler.over.set()
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("tool", "what"),
    [
        ("hang", "did not answer in time"),
        ("other", "did not answer in time"),
        ("breaks", "cannot be reached"),
        ("fault", "broke down"),
        ("flood", "cannot be reached"),
        ("stream", "did not answer in time"),
        ("nonsense", "gave an answer that makes no sense"),
        ("lies", "gave an answer that makes no sense"),
    ],
)
def test_a_turn_says_so_aloud_and_the_next_one_works(
    serve: Callable[..., Servers], url: str, tool: str, what: str
) -> None:
    patience = 1.5 if what == "did not answer in time" else 10  # a flood takes its time on a busy machine
    servers = serve(McpServer(name="far", url=url, deadline_s=patience))
    assert_told_aloud(servers, f"far_{tool}", what)
