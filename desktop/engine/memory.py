"""Memory that was freed goes back to the system, and little of it is held for later."""

from __future__ import annotations

import ctypes
import sys

_ARENA_MAX, _ARENAS = -8, 2
"""glibc's name for how many heaps there may be, where each thread else has one of its own; and how many."""


def few_heaps() -> None:
    """Have threads that begin from now on share heaps: what one freed, another takes. Saves some megabytes."""
    if sys.platform.startswith("linux"):
        choose = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
        if choose is not None:
            choose(_ARENA_MAX, _ARENAS)


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
