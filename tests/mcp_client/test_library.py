"""What the libraries of others do by themselves."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys

def note(event, _arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen"):
        raise RuntimeError(event)

sys.addaudithook(note)
import caldav
import mcp.client.streamable_http
import mcp.server.stdio
import desktop.mcp_client.connection
import desktop.mcp_server.serving
"""


def test_loading_them_opens_no_connection_and_starts_no_program() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
