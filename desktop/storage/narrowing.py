"""Narrows what a short beginning of a word found down to a longer one, in the texts that the index marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

START, END = "\x02", "\x03"
"""Stand around what matched; the index takes neither for part of a word."""

_MARKED = re.compile(f"{START}([^{START}{END}]*){END}")
_BEFORE, _AFTER = 60, 90
"""Characters that are shown around the first match."""


def narrowed(texts: Iterable[str], short: str, long: str) -> str | None:
    """Return what stands around a word that begins with `long`, or None when no text has one.

    `texts` hold marks around the words that begin with `short`, and around others that were asked for; `long` is in
    small ASCII letters and digits and begins with `short`.
    """
    for text in texts:
        kept = _MARKED.sub(lambda found: found[0] if _stays(found[1], short, long) else found[1], text)
        first = next((found for found in _MARKED.finditer(kept) if _fold(found[1]).startswith(long)), None)
        if first is not None:
            return _around(kept, first)
    return None


def _stays(marked: str, short: str, long: str) -> bool:
    word = _fold(marked)
    return word.startswith(long) or not word.startswith(short)


def _fold(word: str) -> str:
    """As the index does: no case, no accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def _around(text: str, first: re.Match[str]) -> str:
    begin = text.rfind(" ", 0, max(0, first.start() - _BEFORE)) + 1 if first.start() > _BEFORE else 0
    cut = text.find(" ", first.end() + _AFTER)
    end = cut if cut != -1 else min(len(text), first.end() + 2 * _AFTER)
    shown = ("…" if begin else "") + text[begin:end] + ("…" if end < len(text) else "")
    # a mark whose other half was cut off
    return shown if shown.count(START) == shown.count(END) else shown.rpartition(START)[0] + "…"
