"""The few words around what matched, for a database that does not cut them out itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.storage.hits import END, MOST_WORDS, START

Sought = Sequence[Sequence[str]]
"""For each word that was typed its parts, folded; the last word may be a beginning only."""

_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_BEFORE = 4
"""Words that stand before the first one that was sought."""


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int
    """Place of its characters in the text."""


def fold(word: str) -> str:
    """Return a word without case and accents."""
    lower = unicodedata.normalize("NFD", word).lower()
    return _ACCENTS.sub("", lower).replace("ς", "σ")  # noqa: RUF001  the two shapes of the letter sigma


def snippet(texts: Sequence[str], sought: Sought) -> str:
    """Return 16 words, or all, of the text that has most of the sought ones, these between `START` and `END`."""
    return max((_piece(text, sought) for text in texts), key=lambda piece: piece[0])[1]


def _piece(text: str, sought: Sought) -> tuple[int, str]:
    """How many of the sought words it shows, and the piece."""
    words = _words(text)
    marked = _marked(words, sought)
    first = max(0, min(min(marked, default=0) - _BEFORE, len(words) - MOST_WORDS))
    last = min(first + MOST_WORDS, len(words))
    pieces, at = ["…" if first else ""], words[first].start if first else 0
    for number in range(first, last):
        word = words[number]
        between, inside = text[at : word.start], text[word.start : word.end]
        pieces += [between, f"{START}{inside}{END}" if number in marked else inside]
        at = word.end
    pieces.append(text[at:] if last == len(words) else "…")
    return len(marked.intersection(range(first, last))), "".join(pieces)


def _words(text: str) -> list[_Word]:
    return [_Word(fold(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


def _marked(words: Sequence[_Word], sought: Sought) -> set[int]:
    """Numbers of the words that were sought."""
    marked: set[int] = set()
    for number, parts in enumerate(sought, 1):
        begun = number == len(sought)
        for at in range(len(words) - len(parts) + 1):
            if _is_at(words, at, parts, begun=begun):
                marked.update(range(at, at + len(parts)))
    return marked


def _is_at(words: Sequence[_Word], at: int, parts: Sequence[str], *, begun: bool) -> bool:
    *head, last = parts
    if any(words[at + place].folded != part for place, part in enumerate(head)):
        return False
    folded = words[at + len(head)].folded
    return folded.startswith(last) if begun else folded == last
