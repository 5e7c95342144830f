"""Words as a font draws them, letter by letter: it is asked once a pair, for it would shape each new word anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QGlyphRun, QRawFont

_KEPT = 1000
"""Words that are not put together again: a language model writes with few pieces, and most of them often."""

_JOINED = re.compile("f[fijlt]")
"""What a font may draw as one."""


class Letters:
    """What a font draws of each letter, and how far behind the one before it."""

    def __init__(self, font: QFont) -> None:
        self._metrics, self._raw = QFontMetricsF(font), QRawFont.fromFont(font)
        self._known: dict[tuple[str, str], tuple[float, float, int]] = {}
        """By letter and the one before it: how much nearer that is, the letter's own width, and its glyph."""
        self.of: Callable[[str, str], tuple[float, QGlyphRun | None]] = lru_cache(_KEPT)(self._of)
        """Return the pixels that words take behind a letter, which may be none, and what to draw.

        There is nothing to draw where the font lacks a letter, as others stand in for it, or may join two.
        """

    def _of(self, words: str, before: str) -> tuple[float, QGlyphRun | None]:
        pairs = list(pairwise((before, *words)))
        try:
            letters = [self._known[pair] for pair in pairs]
        except KeyError:
            self._learn(set(pairs) - self._known.keys())
            letters = [self._known[pair] for pair in pairs]
        places, glyphs, x = [], [], 0.0
        for nearer, width, glyph in letters:
            places.append(QPointF(x - nearer, 0))
            glyphs.append(glyph)
            x += width - nearer
        return x, None if 0 in glyphs or _JOINED.search(words) else self._run(glyphs, places)

    def _run(self, glyphs: Sequence[int], places: Sequence[QPointF]) -> QGlyphRun:
        run = QGlyphRun()
        run.setRawFont(self._raw)
        run.setGlyphIndexes(glyphs)
        run.setPositions(places)
        return run

    def _learn(self, pairs: Iterable[tuple[str, str]]) -> None:
        wide = self._metrics.horizontalAdvance
        for first, second in pairs:
            apart = wide(first) + wide(second)
            glyph = next(iter(self._raw.glyphIndexesForString(second)), 0)
            self._known[first, second] = apart - wide(first + second), wide(second), glyph
