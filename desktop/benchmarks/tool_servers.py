"""The example server of the protocol's own package, as a program and over HTTP, for as long as it is measured."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import metadata
from pathlib import Path

from desktop.engine.tools.registry import Registry
from desktop.errors import UserFacingError
from desktop.mcp_client.offered import save_offer
from desktop.mcp_client.servers import Servers
from desktop.settings import McpServer, McpSettings

_START_S = 20.0


def example() -> str:
    """The example as the package's description shows it. Raises UserFacingError without the package."""
    if importlib.util.find_spec("mcp") is None:
        raise UserFacingError("tool servers cannot be measured without mcp", advice="pip install 'sotto[mcp]'")
    about = metadata("mcp")
    text = str(about.json.get("description") or about["Description"])
    code = text.split("## A server in 15 lines")[1].split("```python\n")[1].split("```")[0]
    return f'{code}\nif __name__ == "__main__":\n    '


@contextmanager
def by_pipe(folder: Path) -> Iterator[Registry]:
    """The tool `stdio_add` of a program of its own."""
    program = folder / "stdio_server.py"
    program.write_text(example() + "mcp.run()\n", "utf-8")
    with _registry(folder, McpServer(name="stdio", command=(sys.executable, str(program)), deadline_s=20)) as tools:
        yield tools


@contextmanager
def by_web(folder: Path) -> Iterator[Registry]:
    """The tool `web_add` of a server over streamable HTTP on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    program = folder / "web_server.py"
    program.write_text(example() + f'mcp.run("streamable-http", host="127.0.0.1", port={port})\n', "utf-8")
    process = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        server = McpServer(name="web", url=f"http://127.0.0.1:{port}/mcp", deadline_s=20)
        with _registry(folder, server) as tools:
            yield tools
    finally:
        process.kill()
        process.wait()


@contextmanager
def _registry(folder: Path, server: McpServer) -> Iterator[Registry]:
    from desktop.mcp_client.asking import ask

    save_offer(folder / "mcp", server.name, ask(server))
    servers = Servers(McpSettings(servers=(server,)), folder / "mcp")
    registry = Registry(servers.tools)
    try:
        yield registry
    finally:
        registry.close()
        servers.close()


def _wait_for(port: int) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise UserFacingError("the example server did not start", advice="measure again")
