"""Telling long work from another thread to stop, also while it waits for the network."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

from desktop.errors import Cancelled


class Stop:
    """A request to stop that any thread may make, once."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._lock = threading.Lock()
        self._line: socket.socket | None = None

    @property
    def asked(self) -> bool:
        """Whether it was made."""
        return self._asked.is_set()

    def ask(self) -> None:
        """Make it; a read that waits on the network ends at once."""
        with self._lock:
            self._asked.set()
            if self._line is not None:
                # the other end may have hung up already
                with contextlib.suppress(OSError):
                    self._line.shutdown(socket.SHUT_RDWR)

    def check(self) -> None:
        """Raise Cancelled if it was made."""
        if self._asked.is_set():
            raise Cancelled("told to stop")

    def pause(self, seconds: float) -> None:
        """Wait; raise Cancelled as soon as it is made."""
        self._asked.wait(seconds)
        self.check()

    @contextlib.contextmanager
    def ends(self, line: socket.socket | None) -> Iterator[None]:
        """Let the request end reads from `line`. Raise Cancelled if it was made before."""
        with self._lock:
            self.check()
            self._line = line
        try:
            yield
        finally:
            with self._lock:
                self._line = None
