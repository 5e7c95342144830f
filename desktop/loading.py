"""How modules are loaded: without looking for garbage, of which they make hardly any, and not all of them at once."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


@contextmanager
def loading() -> Iterator[None]:
    """Rest the collector, which takes a fifth of a start; what is there afterwards is for good, and left alone."""
    worked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if worked:
            gc.enable()


@contextmanager
def later(name: str) -> Iterator[None]:
    """Modules that load another one of that name here get it when they first ask something of it.

    For what a library loads for the sake of one function that is not called. `import name.part` fails meanwhile.
    """
    if name in sys.modules:
        yield
        return
    stand_in = sys.modules[name] = _Later(name)
    try:
        yield
    finally:
        stand_in.leave()


class _Later(ModuleType):
    """In the place of a module; what it is asked for comes from that one."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # questions of the import system
            raise AttributeError(name)
        self.leave()
        return getattr(import_module(self.__name__), name)

    def leave(self) -> None:
        """Stand in for the module no longer where others ask for it."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
