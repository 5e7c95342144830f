"""A library of functions that are called through C, as ctypes calls those of a system that is not here."""

from __future__ import annotations

import ctypes
from typing import Any, ClassVar

Prototype = tuple[Any, ...]
"""The type of the result, and those of the arguments."""


class CLibrary:
    """Each name in `PROTOTYPES` is a function in C that calls the method of that name with a `_` before it.

    As with a library that ctypes loads, it returns an int and takes anything until it is told better, so that what is
    told wrong or not at all goes wrong here too. An assertion that fails in such a method fails the test, as a
    warning of what nobody could catch.
    """

    PROTOTYPES: ClassVar[dict[str, Prototype]] = {}

    def __init__(self) -> None:
        plain: Any = ctypes.CDLL(None)._FuncPtr
        self._kept = [ctypes.CFUNCTYPE(*types)(getattr(self, f"_{name}")) for name, types in self.PROTOTYPES.items()]
        for name, function in zip(self.PROTOTYPES, self._kept, strict=True):
            setattr(self, name, plain(ctypes.cast(function, ctypes.c_void_p).value))
