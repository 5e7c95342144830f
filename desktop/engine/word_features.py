"""Text to the features that the small word embedder counts: words, and pieces of them. Pure."""

from __future__ import annotations

import zlib
from functools import lru_cache

from desktop.engine.phrases import plain

SHORTEST, LONGEST = 3, 5
"""Letters of a piece, with the marks of the word's ends."""


def features(text: str, buckets: int) -> list[list[int]]:
    """For each word of a text the buckets of its features, the word's own first."""
    return [_of_word(word, buckets) for word in plain(text).split()]


@lru_cache(maxsize=20_000)
def _of_word(word: str, buckets: int) -> list[int]:
    marked = f"<{word}>"
    pieces = {
        marked[at : at + length]
        for length in range(SHORTEST, LONGEST + 1)
        for at in range(len(marked) - length + 1)
        if length < len(marked)
    }
    return [zlib.crc32(piece.encode()) % buckets for piece in (marked, *sorted(pieces))]
