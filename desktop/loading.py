"""Modules are loaded without looking for garbage: they make hardly any, and looking takes a fifth of a start."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Rest the collector; what is there afterwards is taken for lasting, and never looked at again."""
    worked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if worked:
            gc.enable()
