"""Memory that was freed goes back to the system, and little of it is held for later."""

from __future__ import annotations

import ctypes
import sys

_ARENA_MAX, _ARENAS = -8, 2
"""glibc's name for how many heaps there may be, where each thread else has one of its own; and how many."""
_MMAP_THRESHOLD, _LARGE = -3, 4 * 2**20
"""glibc's name for the bytes from which on a piece is no part of a heap, and goes back as soon as it is freed; and
how many. Unless told it raises them to the largest piece that was freed, up to 32 MB, and keeps what models leave."""


def hold_little() -> None:
    """Have threads that begin from now on share heaps, and large pieces go back at once. Saves some 10 megabytes."""
    if sys.platform.startswith("linux"):
        choose = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
        if choose is not None:
            choose(_ARENA_MAX, _ARENAS)
            choose(_MMAP_THRESHOLD, _LARGE)


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
