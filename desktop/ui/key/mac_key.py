"""A key registered with macOS, so that its way down and up is told whichever program is in front."""

from __future__ import annotations

from functools import reduce
from operator import or_

from PySide6.QtCore import QObject

from desktop.settings.keys import Keys
from desktop.ui.key.carbon import COMMAND, CONTROL, OPTION, SHIFT, TAKEN, load_carbon
from desktop.ui.key.key_grip import KeyGrip, KeyUnavailable
from desktop.ui.look.key_words import key_words
from desktop.wording import tr

_MODIFIERS = {"Ctrl": COMMAND, "Alt": OPTION, "Shift": SHIFT, "Meta": CONTROL}
"""As Qt has it on a Mac, in the window's own keys too: Ctrl is Command, and Meta is Control."""
_ROWS = {
    0x00: "ASDFHGZXCV", 0x0B: "BQWERYT123465", 0x19: "9", 0x1A: "7", 0x1C: "8", 0x1D: "0", 0x1F: "OU", 0x22: "IP",
    0x25: "LJ", 0x28: "K", 0x2D: "NM",
}  # fmt: skip
"""Codes are places on a keyboard, counted here on a US one: from a first place on, letters and digits in turn."""
_FUNCTIONS = (
    0x7A, 0x78, 0x63, 0x76, 0x60, 0x61, 0x62, 0x64, 0x65, 0x6D, 0x67, 0x6F, 0x69, 0x6B, 0x71, 0x6A, 0x40, 0x4F, 0x50,
    0x5A,
)  # fmt: skip
_CODES = {
    "Space": 0x31, "Insert": 0x72, "Home": 0x73, "PageUp": 0x74, "End": 0x77, "PageDown": 0x79, "Left": 0x7B,
    "Right": 0x7C, "Down": 0x7D, "Up": 0x7E,
    **{f"F{number}": code for number, code in enumerate(_FUNCTIONS, 1)},
    **{letter: code for first, row in _ROWS.items() for code, letter in enumerate(row, first)},
}  # fmt: skip


class MacKey(KeyGrip):
    """Emits `pressed` and `released` in turns, once each however long the key is held. No other key is seen."""

    def __init__(self, keys: Keys, parent: QObject | None = None) -> None:
        """Take the key. Raises KeyUnavailable when another program has it or Apple's keyboards lack it."""
        super().__init__(parent)
        code = virtual_key(keys.key)
        if code is None:
            raise KeyUnavailable(tr("this keyboard has no {key}").format(key=key_words(keys.key)))
        self._down = False
        self._carbon = load_carbon(self._change)
        status = self._carbon.take(reduce(or_, (_MODIFIERS[name] for name in keys.modifiers), 0), code)
        if status:
            raise KeyUnavailable(_refusal(status).format(keys=key_words(str(keys)), error=status))
        self.words = tr("Active: while Sotto runs, {keys} is taken from every other program.").format(
            keys=key_words(str(keys))
        )
        self.works = True

    def drop(self) -> None:
        """Give the key back; one that is down counts as let go."""
        self._carbon.give_back()
        self._change(False)

    def _change(self, down: bool) -> None:
        if down != self._down:
            self._down = down
            (self.pressed if down else self.released).emit()


def virtual_key(key: str) -> int | None:
    """Return the code of a key's place on a US keyboard; None where Apple's keyboards have none."""
    return _CODES.get(key)


def _refusal(status: int) -> str:
    if status == TAKEN:
        return tr("another program has {keys} already; choose other keys")
    return tr("macOS does not give {keys} (error {error}); choose other keys")
