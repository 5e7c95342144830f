"""Everything that a client can do wrong, over and over, until standard input ends: run it as a program.

Arguments: port, key. Prints one JSON object: connections made, and the answers to requests that must be refused.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import sys
from collections import Counter

HOST = "127.0.0.1"
SILENT = 200
"""Connections that say nothing, at a time."""
UPGRADE = (
    "GET /stream HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{more}"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: sotto.monitor.1, sotto.token.{key}\r\n\r\n"
)


class Attack:
    """All that can be done wrong, and how it was answered."""

    def __init__(self, port: int, key: str) -> None:
        self.port, self.key = port, key
        self.made = 0
        self.answers: Counter[str] = Counter()

    def connect(self) -> socket.socket:
        """A connection, if there is a place."""
        made = socket.socket()
        made.settimeout(0.5)
        with contextlib.suppress(OSError):
            made.connect((HOST, self.port))
            self.made += 1
        return made

    def shake(self, made: socket.socket, *, host: str = "", key: str = "", more: str = "") -> str:
        """The status of the answer; empty where there was none."""
        host, key = host or f"{HOST}:{self.port}", key or self.key
        try:
            made.sendall(UPGRADE.format(host=host, key=key, more=more).encode())
            return made.recv(1024).decode("latin-1").split(" ", 2)[1]
        except (OSError, IndexError):
            return ""

    def strangers(self) -> None:
        """Some that may not come in."""
        for name, wrong in (
            ("host", {"host": "evil.example"}),
            ("origin", {"more": "Origin: http://evil.example\r\n"}),
            ("key", {"key": "x" * 43}),
        ):
            with self.connect() as made:
                self.answers[f"{name} {self.shake(made, **wrong)}".strip()] += 1

    def rude(self, *frames: bytes) -> None:
        """One that comes in and sends these."""
        with self.connect() as made:
            self.shake(made)
            with contextlib.suppress(OSError):
                for frame in frames:
                    made.sendall(frame)
                made.recv(1024)

    def round(self, slow: list[socket.socket]) -> None:
        """Each of them once; `slow` are those that never read."""
        silent = [self.connect() for _ in range(SILENT)]
        self.strangers()
        for one in silent:
            one.close()
        self.rude(b"\x81\xff" + (1 << 40).to_bytes(8, "big") + bytes(4))
        self.rude(b"\x82\xfe\x13\x88" + bytes(4) + bytes(5000))
        self.rude(*[b"\x81\x85" + bytes(4) + b"[[[[["] * 200)
        self.rude(*[b"\x89\x80" + bytes(4)] * 500)
        self.rude(b"\x81\x82" + bytes(4) + b"{}", b"\xff" * 1000)
        late = self.connect()
        if self.shake(late) == "101":
            with contextlib.suppress(OSError):
                late.sendall(b"\x81\x82" + bytes(4) + b"{}")
        slow.append(late)
        if len(slow) > 20:
            slow.pop(0).close()


def main() -> None:
    """Go on until told to end."""
    attack = Attack(int(sys.argv[1]), sys.argv[2])
    slow: list[socket.socket] = []
    attack.round(slow)
    print("begun", flush=True)  # noqa: T201 - whoever started it waits for this
    while attack.made < 1000 or not select.select([sys.stdin], [], [], 0)[0]:
        attack.round(slow)
    for one in slow:
        one.close()
    print(json.dumps({"made": attack.made, "answers": attack.answers}), flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    if sys.platform != "win32":
        os.nice(5)
    main()
