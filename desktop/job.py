"""Long work under way: how far it is, and whether it is to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

from desktop.errors import Cancelled

Tell = Callable[[str, float | None], None]
"""Is told in words what is being done, and the share that is done, 0 to 1, or None while it is unknown."""


def untold(_words: str, _share: float | None) -> None:
    """Tell nobody."""


class Job:
    """One piece of long work. Whoever does it tells of it and looks whether it is to stop; any thread may stop it."""

    def __init__(self, tell: Tell = untold) -> None:
        """`tell` is called on the thread that works, and must return at once."""
        self._tell = tell
        self._stop = threading.Event()

    def tell(self, words: str, share: float | None = None) -> None:
        """Say what is being done and how much of it is done. Raises Cancelled when it is to stop."""
        self.check()
        self._tell(words, share)

    def stop(self) -> None:
        """Have it stopped soon, with nothing half done left."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether it is to stop."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise Cancelled when it is to stop."""
        if self._stop.is_set():
            raise Cancelled("told to stop")
