"""Keys that are pressed together, as people write them: Ctrl+Alt+Space."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.wording import marked

MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
NAMED = (
    "Space", "Pause", "Insert", "Home", "End", "PageUp", "PageDown", "Up", "Down", "Left", "Right",
    "ScrollLock", "Menu",
)  # fmt: skip
_ALIASES = {
    "control": "Ctrl",
    "super": "Meta",
    "win": "Meta",
    "pgup": "PageUp",
    "pgdown": "PageDown",
    "ins": "Insert",
}
_ALONE = re.compile(r"F\d\d?|Pause|Insert|ScrollLock|Menu")
"""What may stand without another key, because nobody writes with it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """One key and what is held with it."""

    modifiers: tuple[str, ...]
    """Of `MODIFIERS`, in their order."""
    key: str
    """One of `NAMED`, F1 to F24, or a capital letter or digit."""

    def __str__(self) -> str:
        return "+".join((*self.modifiers, self.key))


def parse_keys(text: str) -> Keys:
    """Read keys as people write them, in any case and order. Raises ValueError with a sentence for people."""
    parts = [_canonical(part.strip()) for part in text.split("+")]
    held, last = parts[:-1], parts[-1]
    if not last or last in MODIFIERS or any(part not in MODIFIERS for part in held):
        raise ValueError(marked("Write keys such as Ctrl+Alt+Space, or one such as F9."))
    if not (held or _ALONE.fullmatch(last)) or (held == ["Shift"] and not _ALONE.fullmatch(last)):
        raise ValueError(marked("{key} is needed for writing: hold Ctrl, Alt or Meta with it.", key=last))
    return Keys(tuple(name for name in MODIFIERS if name in held), last)


def _canonical(part: str) -> str:
    """Return the name of a key, or nothing for what is none."""
    folded = part.casefold()
    if folded in _ALIASES:
        return _ALIASES[folded]
    for name in (*MODIFIERS, *NAMED):
        if folded == name.casefold():
            return name
    function = re.fullmatch(r"f(\d\d?)", folded)
    if function is not None:
        return part.upper() if 1 <= int(function[1]) <= 24 else ""
    return part.upper() if len(part) == 1 and part.isascii() and part.isalnum() else ""
