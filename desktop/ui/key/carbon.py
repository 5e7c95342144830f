"""The calls of macOS' Carbon that a key from anywhere needs: the one way to it that needs no permission."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

COMMAND, SHIFT, OPTION, CONTROL = 0x0100, 0x0200, 0x0800, 0x1000
"""What `take` takes as its modifiers."""
TAKEN = -9878
"""The status of keys that another program has to itself."""
_KEYBOARD, _DOWN, _UP = int.from_bytes(b"keyb"), 5, 6
_OURS = int.from_bytes(b"Stto")
_FRAMEWORK = "/System/Library/Frameworks/Carbon.framework/Carbon"
_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class _Kind(ctypes.Structure):
    _fields_ = (("klass", ctypes.c_uint32), ("kind", ctypes.c_uint32))


class _Identity(ctypes.Structure):
    _fields_ = (("signature", ctypes.c_uint32), ("number", ctypes.c_uint32))


class Carbon:
    """One key at a time, told of on the main thread by the application's own loop of events."""

    def __init__(self, library: Any, moved: Callable[[bool], None]) -> None:
        """`library` is Carbon, as ctypes loads it; `moved` is told whether the key is down."""
        self._library, self._moved = library, moved
        library.GetApplicationEventTarget.restype = ctypes.c_void_p
        library.InstallEventHandler.argtypes = (
            ctypes.c_void_p, _HANDLER, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p,
        )  # fmt: skip
        library.RegisterEventHotKey.argtypes = (
            ctypes.c_uint32, ctypes.c_uint32, _Identity, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p,
        )  # fmt: skip
        for release in (library.UnregisterEventHotKey, library.RemoveEventHandler, library.GetEventKind):
            release.argtypes = (ctypes.c_void_p,)
        library.GetEventKind.restype = ctypes.c_uint32
        self._called = _HANDLER(self._told)  # kept: Carbon has only its address
        self._key, self._handler = ctypes.c_void_p(), ctypes.c_void_p()

    def take(self, modifiers: int, code: int) -> int:
        """Take a key from every other program; returns 0, or the status that says why not."""
        target = self._library.GetApplicationEventTarget()
        kinds = (_Kind * 2)(_Kind(_KEYBOARD, _DOWN), _Kind(_KEYBOARD, _UP))
        status = self._library.InstallEventHandler(
            target, self._called, len(kinds), ctypes.byref(kinds), None, ctypes.byref(self._handler)
        )
        if not status:
            status = self._library.RegisterEventHotKey(
                code, modifiers, _Identity(_OURS, 1), target, 0, ctypes.byref(self._key)
            )
        if status:
            self.give_back()
        return int(status)

    def give_back(self) -> None:
        """Let go of what was taken."""
        if self._key:
            self._library.UnregisterEventHotKey(self._key)
        if self._handler:
            self._library.RemoveEventHandler(self._handler)
        self._key, self._handler = ctypes.c_void_p(), ctypes.c_void_p()

    def _told(self, _call: int, event: int, _data: int) -> int:
        # there is no other key of this kind in the process, so whose it is need not be asked
        self._moved(self._library.GetEventKind(event) == _DOWN)
        return 0


def load_carbon(moved: Callable[[bool], None]) -> Carbon:
    """Return macOS' own. Raises OSError elsewhere."""
    return Carbon(ctypes.CDLL(_FRAMEWORK), moved)
