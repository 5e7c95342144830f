"""A key registered with Windows, so that its way down and up is told whichever program is in front."""

from __future__ import annotations

import threading
from functools import reduce
from operator import or_
from queue import SimpleQueue

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.settings.keys import Keys
from desktop.ui.key.key_grip import KeyGrip, KeyUnavailable
from desktop.ui.key.user32 import ALREADY_REGISTERED, ALT, CONTROL, NO_REPEAT, SHIFT, WINDOWS, load_user32
from desktop.ui.look.key_words import key_words
from desktop.wording import tr

_MODIFIERS = {"Ctrl": CONTROL, "Alt": ALT, "Shift": SHIFT, "Meta": WINDOWS}
_CODES = {
    "Space": 0x20, "PageUp": 0x21, "PageDown": 0x22, "End": 0x23, "Home": 0x24, "Left": 0x25, "Up": 0x26,
    "Right": 0x27, "Down": 0x28, "Insert": 0x2D, "Pause": 0x13, "ScrollLock": 0x91, "Menu": 0x5D,
    **{f"F{number}": 0x6F + number for number in range(1, 25)},
}  # fmt: skip
"""Windows' virtual key codes; that of a letter or digit is its own character."""
_PAUSE_WITH_CTRL = 0x03
_LOOK_S = 0.01


class WindowsKey(KeyGrip):
    """Emits `pressed` and `released` in turns, once each however long the key is held.

    Windows tells a thread that the keys went down, and tells no other program; that they came up it tells nobody, so
    a hundred times a second it is asked whether the key is down still, while it is. What is held with the key may be
    let go before it. No other key is seen.
    """

    _moved = Signal(bool)
    """From the thread: the key is down, or is not."""

    def __init__(self, keys: Keys, parent: QObject | None = None) -> None:
        """Take the key. Raises KeyUnavailable when another program or Windows itself has it."""
        super().__init__(parent)
        self._user32 = load_user32()
        self._code = virtual_key(keys)
        self._down = False
        self._dropped = threading.Event()
        self._moved.connect(self._follow, Qt.ConnectionType.QueuedConnection)
        answer: SimpleQueue[int] = SimpleQueue()
        modifiers = reduce(or_, (_MODIFIERS[name] for name in keys.modifiers), NO_REPEAT)
        self._thread = threading.Thread(target=self._watch, args=(modifiers, answer), name="talk key", daemon=True)
        self._thread.start()
        if error := answer.get():
            raise KeyUnavailable(_refusal(error).format(keys=key_words(str(keys)), error=error))
        self.words = tr("Active: while Sotto runs, {keys} is taken from every other program.").format(
            keys=key_words(str(keys))
        )
        self.works = True

    def drop(self) -> None:
        """Give the key back; one that is down counts as let go."""
        self._dropped.set()
        self._user32.stop(self._thread.native_id or 0)
        self._thread.join()
        self._change(down=False)

    def _watch(self, modifiers: int, answer: SimpleQueue[int]) -> None:
        error = self._user32.register(modifiers, self._code)
        answer.put(error)
        if error:
            return
        while self._user32.wait():
            self._moved.emit(True)
            while self._user32.is_down(self._code) and not self._dropped.wait(_LOOK_S):
                pass
            self._moved.emit(False)
        self._user32.unregister()

    @Slot(bool)
    def _follow(self, down: bool) -> None:
        if not self._dropped.is_set():
            self._change(down=down)

    def _change(self, *, down: bool) -> None:
        if down != self._down:
            self._down = down
            (self.pressed if down else self.released).emit()


def virtual_key(keys: Keys) -> int:
    """Return the code that Windows has for the key."""
    if keys.key == "Pause" and "Ctrl" in keys.modifiers:  # the keyboard itself makes another key of the two
        return _PAUSE_WITH_CTRL
    return _CODES[keys.key] if keys.key in _CODES else ord(keys.key)


def _refusal(error: int) -> str:
    if error == ALREADY_REGISTERED:
        return tr("another program has {keys} already; choose other keys")
    return tr("Windows keeps {keys} for itself (error {error}); choose other keys")
