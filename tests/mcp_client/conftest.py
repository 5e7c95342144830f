from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop.mcp_client.asking import ask
from desktop.mcp_client.offered import save_offer
from desktop.mcp_client.servers import Servers
from desktop.settings import McpServer, McpSettings

HOSTILE = Path(__file__).parent / "hostile.py"


def hostile(*arguments: str | Path, name: str = "host", **fields: Any) -> McpServer:
    """The settings of a server that misbehaves."""
    command = (sys.executable, str(HOSTILE), *map(str, arguments))
    return McpServer(name=name, command=command, **{"deadline_s": 5.0, **fields})


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example that the library's own description shows, in a file."""
    text = str(metadata("mcp").get_payload() or metadata("mcp")["Description"])
    code = text.split("## A server in 15 lines")[1].split("```python\n")[1].split("```")[0]
    path = tmp_path / "server.py"
    path.write_text(code + '\nif __name__ == "__main__":\n    mcp.run()\n')
    return path


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Servers]]:
    """Servers that were switched on, which end with the test and leave no process."""
    made: list[Servers] = []

    def make(*servers: McpServer) -> Servers:
        for server in servers:
            save_offer(tmp_path / "mcp", server.name, ask(server))
        return again(*servers)

    def again(*servers: McpServer) -> Servers:
        made.append(Servers(McpSettings(servers=servers), tmp_path / "mcp"))
        return made[-1]

    make.again = again  # type: ignore[attr-defined]
    yield make
    for each in made:
        each.close()
    assert [each for each in psutil.Process().children(recursive=True) if str(HOSTILE) in _command(each)] == []


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline() if process.status() != psutil.STATUS_ZOMBIE else []
    except psutil.NoSuchProcess:
        return []
