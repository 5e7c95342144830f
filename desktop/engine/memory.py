"""Memory that was freed goes back to the system."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Have the allocator return what it holds for later; takes some milliseconds.

    glibc keeps what a model leaves behind in pieces, and each swap would leave a few megabytes; the allocators of the
    other systems return it by themselves.
    """
    if not sys.platform.startswith("linux"):
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
    if trim is not None:
        trim(0)
