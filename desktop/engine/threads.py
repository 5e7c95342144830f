"""Ends threads."""

from __future__ import annotations

import threading

from desktop.errors import ShutdownError


def join(thread: threading.Thread, deadline_s: float) -> None:
    """Wait for a thread's end, if it was ever started. Raises ShutdownError after `deadline_s`."""
    if thread.ident is None:
        return
    thread.join(deadline_s)
    if thread.is_alive():
        raise ShutdownError(f"the {thread.name} thread did not stop within {deadline_s:.0f} s")
