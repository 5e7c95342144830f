"""An X server without a screen, for what only a real one shows: who has the focus, keys from anywhere, the tray."""

from __future__ import annotations

import os
import selectors
import shutil
import subprocess
import time
from collections.abc import Callable
from typing import IO

_PATIENCE_S = 60.0


def missing_programs() -> str:
    """What the tests lack; empty when nothing."""
    return "" if shutil.which("Xvfb") else "Xvfb is not installed (Debian's package xvfb)"


class Output:
    """The lines that a process prints, as they come."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.lines: list[str] = []
        self._stream, self._rest = stream, b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(stream, selectors.EVENT_READ)

    def until(self, holds: Callable[[list[str]], bool]) -> list[str]:
        """Read on until `holds` is true of all lines so far, and return them; fails after some seconds."""
        end = time.monotonic() + _PATIENCE_S
        while not holds(self.lines):
            assert self._selector.select(max(0.0, end - time.monotonic())), f"only {self.lines}"
            piece = os.read(self._stream.fileno(), 4096)
            assert piece, f"the process ended after {self.lines}"
            *whole, self._rest = (self._rest + piece).split(b"\n")
            self.lines += [line.decode() for line in whole]
        return self.lines

    def until_line(self, line: str) -> None:
        """Read on until this line comes."""
        self.until(lambda lines: line in lines)

    def close(self) -> None:
        """Read no more."""
        self._selector.close()


class VirtualScreen:
    """A running server of the tests' own, with a window manager or without; `name` goes into DISPLAY."""

    def __init__(self, manager: str = "") -> None:
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._server.stdout is not None
        said = Output(self._server.stdout)
        self.name = ":" + said.until(bool)[0].strip()
        said.close()
        environment = os.environ | {"DISPLAY": self.name}
        self._manager = subprocess.Popen([manager], env=environment, stderr=subprocess.DEVNULL) if manager else None

    def close(self) -> None:
        """End the server and with it what is on it."""
        if self._manager is not None:
            self._manager.terminate()
            self._manager.wait(10)
        self._server.terminate()
        self._server.communicate(timeout=10)
