"""A key taken from the X server, so that its way down and up is told whichever program is in front."""

from __future__ import annotations

from functools import reduce
from itertools import chain, combinations
from operator import or_

from PySide6.QtCore import QObject, QSocketNotifier
from Xlib import XK, X
from Xlib.display import Display
from Xlib.error import BadAccess, CatchError, ConnectionClosedError, DisplayError

from desktop.settings.keys import Keys
from desktop.ui.key.key_grip import KeyGrip, KeyUnavailable
from desktop.ui.look.key_words import key_words
from desktop.wording import tr

_SYMBOLS = {"Space": "space", "PageUp": "Page_Up", "PageDown": "Page_Down", "ScrollLock": "Scroll_Lock"}
"""X's names, where they are not ours."""
_HOLDERS = {"Ctrl": "Control_L", "Alt": "Alt_L", "Shift": "Shift_L", "Meta": "Super_L"}
_PER_BYTE = 8


class X11Key(KeyGrip):
    """Emits `pressed` and `released` in turns, once each however long the key is held.

    The server repeats a held key as if it came up and went down again at one time; whether it did is asked of the
    server, and when the answer is late the way down is known by its time. What is held with the key may be let go
    before it. Caps Lock and Num Lock make no difference.
    """

    def __init__(self, keys: Keys, parent: QObject | None = None) -> None:
        """Take the key. Raises KeyUnavailable when another program has it or the keyboard lacks it."""
        super().__init__(parent)
        try:
            self._display = Display()
        except (DisplayError, OSError) as error:
            raise KeyUnavailable(tr("the X server lets no further program in")) from error
        self.words = tr("Active: while Sotto runs, {keys} is taken from every other program.").format(
            keys=key_words(str(keys))
        )
        self._down = False
        self._came_up = -1  # when, in the server's milliseconds, it came up or was said to
        self._code = self._find(keys.key)
        try:
            self._grab(keys)
        except KeyUnavailable:
            self._display.close()
            raise
        self._notifier = QSocketNotifier(self._display.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self.works = True

    def drop(self) -> None:
        """Give the key back; one that is down counts as let go."""
        self._notifier.setEnabled(False)
        self._display.close()
        self._change(down=False)

    def _find(self, key: str) -> int:
        """Return the code of the key; 0 when the keyboard lacks it."""
        symbol = XK.string_to_keysym(_SYMBOLS.get(key, key.lower() if len(key) == 1 else key))
        return int(self._display.keysym_to_keycode(symbol))

    def _grab(self, keys: Keys) -> None:
        if not self._code:
            raise KeyUnavailable(tr("this keyboard has no {key}").format(key=key_words(keys.key)))
        masks = {name: self._mask(_HOLDERS[name]) for name in keys.modifiers}
        if lacking := [name for name, mask in masks.items() if not mask]:
            raise KeyUnavailable(tr("this keyboard has no {key}").format(key=key_words(lacking[0])))
        refused = CatchError(BadAccess)
        root = self._display.screen().root
        for locks in _subsets([X.LockMask, self._mask("Num_Lock")]):
            mask = reduce(or_, (*masks.values(), *locks))
            root.grab_key(self._code, mask, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        self._display.sync()
        if refused.get_error() is not None:
            taken = tr("another program has {keys} already; choose other keys")
            raise KeyUnavailable(taken.format(keys=key_words(str(keys))))

    def _mask(self, symbol: str) -> int:
        """Return the bit that events have while the key with this symbol is held or on; 0 without such a key."""
        code = self._display.keysym_to_keycode(XK.string_to_keysym(symbol))
        mapping = self._display.get_modifier_mapping()
        return next((1 << bit for bit, codes in enumerate(mapping) if code and code in codes), 0)

    def _read(self) -> None:
        try:
            while self._display.pending_events():
                event = self._display.next_event()
                if event.type == X.KeyPress and event.detail == self._code and event.time != self._came_up:
                    self._change(down=True)
                elif event.type == X.KeyRelease and event.detail == self._code:
                    self._came_up = event.time
                    self._change(down=self._is_down())
        except ConnectionClosedError:
            self.works = False
            self._notifier.setEnabled(False)
            self._change(down=False)

    def _is_down(self) -> bool:
        byte, bit = divmod(self._code, _PER_BYTE)
        return bool(self._display.query_keymap()[byte] & 1 << bit)

    def _change(self, *, down: bool) -> None:
        if down != self._down:
            self._down = down
            (self.pressed if down else self.released).emit()


def _subsets(masks: list[int]) -> set[tuple[int, ...]]:
    given = [mask for mask in masks if mask]
    return set(chain.from_iterable(combinations(given, count) for count in range(len(given) + 1)))
