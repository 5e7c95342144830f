"""Bars with round ends, of any height and paleness: each kind is drawn once, for a thousand come in a second."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

BAR = 4
"""Pixels that a bar is wide."""
_MOST = 2000
"""Kinds that are kept; one colour has some hundreds."""


class LevelBars:
    """Hands out pictures of bars on a ground."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, float, int], QPixmap] = {}
        self._like: tuple[int, float] = (0, 0.0)

    def on(self, ground: QColor, ratio: float) -> None:
        """Draw on `ground` from now on, `ratio` device pixels to a pixel."""
        like = ground.rgb(), ratio
        if like != self._like or len(self._kept) > _MOST:
            self._kept.clear()
        self._like = like

    def of(self, colour: int, strength: float, tall: int) -> QPixmap:
        """Return one of an RGB `colour`, as strong as 0 to 1 and so many pixels tall."""
        found = self._kept.get((colour, strength, tall))
        if found is None:
            found = self._kept[colour, strength, tall] = self._drawn(QColor(colour), strength, tall)
        return found

    def _drawn(self, colour: QColor, strength: float, tall: int) -> QPixmap:
        ground, ratio = self._like
        picture = QPixmap(round(BAR * ratio), round(tall * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(ground))
        colour.setAlphaF(strength)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(0, 0, BAR, tall), BAR / 2, BAR / 2)
        painter.end()
        return picture
