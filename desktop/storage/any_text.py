"""Text that UTF-8, or a database, cannot hold, as text that they can: escaped with characters that stand for nothing.

Unicode leaves U+FDD0 to U+FDEF and U+FFFE to programs' own use. Half of a surrogate pair becomes one of the first
eight from U+FDE0 on and two digits of sixteen from U+FDD0 on, between two U+FFFE, which part words for SQLite's
index.
"""

from __future__ import annotations

import re

_LEADS, _DIGITS = 0xFDE0, 0xFDD0
_BETWEEN, _ITSELF = "\ufffe", "\ufde8"
"""Around what stands for half of a pair; in front of what would be read as an escape."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile("[\ud800-\udfff\ufde0-\ufde8]")
# a snippet may begin or end at the digits
_HALF = "\ufffe?([\ufde0-\ufde7])([\ufdd0-\ufddf])([\ufdd0-\ufddf])\ufffe?"
_ESCAPE = re.compile(f"{_ITSELF}([\ufde0-\ufde8])|{_HALF}")


def escaped(text: str) -> str:
    """Return text without halves of surrogate pairs, from which `restored` makes the same again.

    Halves that stand together become the character that they mean.
    """
    if _SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(_escape, joined(text))


def restored(text: str) -> str:
    """Return the text that `escaped` was given."""
    return _ESCAPE.sub(_restore, text)


def joined(text: str) -> str:
    """Return text in which no two halves of a surrogate pair stand together."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def encodable(text: str) -> str:
    """Return text with U+FFFD in place of each half of a surrogate pair, for what has to be UTF-8."""
    return _SURROGATE.sub("\ufffd", joined(text))


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if ord(character) >= _LEADS:
        return _ITSELF + character
    number = ord(character) - 0xD800
    digits = chr(_DIGITS + (number >> 4 & 15)) + chr(_DIGITS + (number & 15))
    return _BETWEEN + chr(_LEADS + (number >> 8)) + digits + _BETWEEN


def _restore(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    lead, first, second = (ord(found[n]) for n in (2, 3, 4))
    return chr(0xD800 + (lead - _LEADS << 8) + (first - _DIGITS << 4) + second - _DIGITS)
