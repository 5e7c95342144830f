"""The calls of Windows' user32 that a key from anywhere needs, with the types of their arguments."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

ALT, CONTROL, SHIFT, WINDOWS, NO_REPEAT = 0x0001, 0x0002, 0x0004, 0x0008, 0x4000
"""What `register` takes as its modifiers."""
ALREADY_REGISTERED = 1409
"""The error of keys that another program has."""
_HOTKEY, _QUIT = 0x0312, 0x0012
_OURS = 1
"""Number of the keys among those of one thread, which has no others."""
_DOWN = 0x8000


class User32:
    """What one thread does about its keys; `stop` and `is_down` may be called from any."""

    def __init__(self, library: Any, last_error: Callable[[], int]) -> None:
        """`library` is user32, as ctypes loads it; `last_error` gives the error of the last call."""
        self._library, self._last_error = library, last_error
        library.RegisterHotKey.argtypes = (wintypes.HWND, ctypes.c_int, wintypes.UINT, wintypes.UINT)
        library.UnregisterHotKey.argtypes = (wintypes.HWND, ctypes.c_int)
        library.GetMessageW.argtypes = (ctypes.c_void_p, wintypes.HWND, wintypes.UINT, wintypes.UINT)
        library.PeekMessageW.argtypes = (*library.GetMessageW.argtypes, wintypes.UINT)
        library.PostThreadMessageW.argtypes = (wintypes.DWORD, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM)
        library.GetAsyncKeyState.argtypes = (ctypes.c_int,)
        library.GetAsyncKeyState.restype = ctypes.c_short

    def register(self, modifiers: int, code: int) -> int:
        """Take a key from every other program, for this thread; returns 0, or the number of the error."""
        message = wintypes.MSG()
        self._library.PeekMessageW(ctypes.byref(message), None, 0, 0, 0)  # from here on the thread can be written to
        return 0 if self._library.RegisterHotKey(None, _OURS, modifiers, code) else self._last_error()

    def unregister(self) -> None:
        """Give it back, in the same thread."""
        self._library.UnregisterHotKey(None, _OURS)

    def wait(self) -> bool:
        """Wait until the key goes down; False when the thread shall end instead."""
        message = wintypes.MSG()
        while self._library.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            if message.message == _HOTKEY:
                return True
        return False

    def stop(self, thread: int) -> None:
        """Have the thread with this number of the system's come back from `wait`."""
        self._library.PostThreadMessageW(thread, _QUIT, 0, 0)

    def is_down(self, code: int) -> bool:
        """Whether a key is down."""
        return bool(self._library.GetAsyncKeyState(code) & _DOWN)


def load_user32() -> User32:
    """Return Windows' own. Raises AttributeError elsewhere."""
    windows: Any = ctypes  # its part for Windows is missing from it elsewhere
    return User32(windows.WinDLL("user32", use_last_error=True), windows.get_last_error)
