"""Text from a model or a person made fit to show: every character visible, none obeyed."""

from __future__ import annotations

import unicodedata

_LINE_BREAKS = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
_CONTROL_PICTURES = {code: chr(0x2400 + code) for code in range(32) if code not in (9, 10)} | {0x7F: "\u2421"}
# Bidirectional overrides can make a line read as other than what was said.
_DIRECTION_MARKS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
_TABLE: dict[int, str] = {**_CONTROL_PICTURES, **_DIRECTION_MARKS, **_LINE_BREAKS, 9: "    "}


def visible(text: str) -> str:
    """Return `text` with control characters as their pictures and every kind of line break as a newline."""
    if text.isprintable():
        return text
    shown = text.replace("\r\n", "\n").translate(_TABLE)
    return "".join(
        "\ufffd" if unicodedata.category(char) in ("Cc", "Cs") and char != "\n" else char for char in shown
    )
