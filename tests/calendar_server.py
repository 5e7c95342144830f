"""A Radicale server for the tests alone, on loopback, and something between that loses, delays or breaks answers."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

USER, PASSWORD = "workshop", "sesame-öffne-dich"
WAIT_S = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RadicaleServer:
    """A running server with one user."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sotto-radicale-"))
        (self.folder / "users").write_text(f"{USER}:{PASSWORD}\n", "utf-8")
        self.port = free_port()
        self._calendars = 0
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        options = {
            "server-hosts": f"127.0.0.1:{self.port}",
            "auth-type": "htpasswd",
            "auth-htpasswd-filename": str(self.folder / "users"),
            "auth-htpasswd-encryption": "plain",
            "auth-delay": "0",
            "storage-filesystem-folder": str(self.folder / "data"),
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "radicale", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(round(WAIT_S / 0.05)):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            threading.Event().wait(0.05)
        raise AssertionError("Radicale does not start")

    def stop(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def calendar(self) -> str:
        """The path of a fresh calendar."""
        import caldav

        self._calendars += 1
        with caldav.DAVClient(f"http://127.0.0.1:{self.port}/", username=USER, password=PASSWORD) as client:
            made = client.principal().make_calendar(name=f"bay {self._calendars}", cal_id=f"bay{self._calendars}")
            return str(made.url).removeprefix(f"http://127.0.0.1:{self.port}")


class Between:
    """Hands requests on to a server. `lose` names methods whose answers never come back, `hang` those that are not
    even handed on."""

    def __init__(self, port: int) -> None:
        self.lose: set[str] = set()
        self.hang: set[str] = set()
        self.seen: list[str] = []
        self.over = threading.Event()
        between = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def __getattr__(self, name: str) -> object:
                if name.startswith("do_"):
                    return self._hand_on
                raise AttributeError(name)

            def _hand_on(self) -> None:
                between.seen.append(self.command)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.command in between.hang:
                    between.over.wait()
                    return
                there = http.client.HTTPConnection("127.0.0.1", port)
                there.request(self.command, self.path, body, dict(self.headers))
                answer = there.getresponse()
                content = answer.read()
                there.close()
                if self.command in between.lose:
                    return
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
