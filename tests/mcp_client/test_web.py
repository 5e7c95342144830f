"""Tool servers by streamable HTTP, on loopback."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from desktop.engine.tools.registry import Registry
from desktop.errors import UserFacingError
from desktop.mcp_client.asking import ask
from desktop.mcp_client.servers import Servers
from desktop.settings import McpServer

ADD = '{"name": "demo_add", "arguments": {"a": 19, "b": 23}}'


@contextmanager
def running(example: Path, port: int) -> Iterator[None]:
    """The library's example over HTTP, until the end of the block."""
    program = example.with_name("web.py")
    served = f'mcp.run("streamable-http", host="127.0.0.1", port={port})'
    program.write_text(example.read_text().replace("mcp.run()", served))
    process = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            threading.Event().wait(0.05)
        yield
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.long
def test_the_librarys_example_and_its_return(serve: Callable[..., Servers], example: Path, port: int) -> None:
    server = McpServer(name="demo", url=f"http://127.0.0.1:{port}/mcp", deadline_s=20)
    with running(example, port):
        servers = serve(server)
        registry = Registry(servers.tools)
        assert json.loads(registry.call(ADD).result) == {"result": "42"}
    assert "error" in json.loads(registry.call(ADD).result)
    with running(example, port):
        for _ in range(400):
            if json.loads(registry.call(ADD).result) == {"result": "42"}:
                break
            threading.Event().wait(0.05)
        else:
            pytest.fail("the server did not come back")
    registry.close()
    assert servers.health()[0].restarts >= 1


class _Odd(BaseHTTPRequestHandler):
    """Keeps what it is asked with, and answers with ten megabytes."""

    seen: list[str | None]
    protocol_version = "HTTP/1.0"

    def do_POST(self) -> None:
        self.seen.append(self.headers.get("Authorization"))
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        try:
            for _ in range(10):
                self.wfile.write(b" " * 1_000_000)
        except OSError:
            self.seen.append("cut off")

    do_GET = do_DELETE = do_POST  # noqa: N815 - as the base class calls them

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def odd() -> Iterator[tuple[str, list[str | None]]]:
    handler = type("Handler", (_Odd,), {"seen": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/mcp", handler.seen
        server.shutdown()
        thread.join()


def test_an_endless_answer_is_cut_off_and_the_token_goes_along(
    odd: tuple[str, list[str | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, seen = odd
    monkeypatch.setenv("SOTTO_TEST_TOKEN", "a-secret")
    with pytest.raises(UserFacingError) as caught:
        ask(McpServer(name="odd", url=url, token_variable="SOTTO_TEST_TOKEN", deadline_s=5))
    assert seen[0] == "Bearer a-secret"
    assert "a-secret" not in str(caught.value)
