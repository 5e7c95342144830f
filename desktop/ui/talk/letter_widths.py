"""How wide words come out: asked of the font once a pair of letters, for it would shape each new word anew."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtGui import QFont, QFontMetricsF


class LetterWidths:
    """Pixels that a letter takes behind the one before it, as the font draws the two of them."""

    def __init__(self, font: QFont) -> None:
        self._metrics = QFontMetricsF(font)
        self._known: dict[tuple[str, str], float] = {}

    def of(self, words: str, before: str) -> float:
        """Return the pixels that `words` take behind the letter `before`, which may be none."""
        pairs = list(pairwise((before, *words)))
        if not self._known.keys() >= set(pairs):
            self._learn(pairs)
        return sum(map(self._known.__getitem__, pairs))

    def _learn(self, pairs: Iterable[tuple[str, str]]) -> None:
        for first, second in pairs:
            both = self._metrics.horizontalAdvance(first + second)
            self._known[first, second] = both - self._metrics.horizontalAdvance(first)
