"""A small curve of the last hour. Imports pyqtgraph, which takes a second: only `Trends` imports this, and late."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.look.theme import Theme

_HOUR = 60
_MOST_DOTS, _LEAST_AREA = 24, 3
_ROOM = 1.12
"""Height over the highest value, so that neither line nor dot is cut."""


class TrendChart(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """Minutes along, as people read, values up from 0.

    It takes neither the focus nor the mouse: its tile says all there is.
    """

    def __init__(self, theme: Theme, colour: str, *, dots: bool, parent: QWidget | None = None) -> None:
        """`colour` is a field of the palette; with `dots` each of a few values is marked, else the newest."""
        super().__init__(parent, background=None)
        self._theme, self._colour, self._dots = theme, colour, dots
        self._shown: Sequence[tuple[float, float]] = ()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._view = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self._view.setXRange(-_HOUR, 1, padding=0)
        self.setCentralItem(self._view)
        self._floor = pg.InfiniteLine(0, angle=0)
        self._curve = pg.PlotCurveItem(fillLevel=0, antialias=True)
        self._marks = pg.ScatterPlotItem(size=5, antialias=True, pxMode=True)
        for item in (self._floor, self._curve, self._marks):
            self._view.addItem(item, ignoreBounds=True)
        theme.changed.connect(self._dress)
        self._dress()

    def show_points(self, points: Sequence[tuple[float, float]]) -> None:
        """Show minutes before now, 0 to -60, with values; draws nothing where nothing moves by a pixel."""
        top = ceiling(max((value for _, value in points), default=0.0))
        step = top / max(1, self.height())
        rounded = [(minute, round(value / step) * step) for minute, value in points]
        if rounded == self._shown:
            return
        self._shown = rounded
        self._view.invertX(self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        minutes, values = np.array(rounded, float).reshape(-1, 2).T
        self._view.setYRange(-2 * step, top * _ROOM, padding=0)  # the floor shows
        self._curve.setFillLevel(0 if len(values) > _LEAST_AREA else None)
        self._curve.setData(minutes, values)
        marked = slice(None) if self._dots and len(values) <= _MOST_DOTS else slice(-1, None)
        self._marks.setData(minutes[marked], values[marked])

    def _dress(self) -> None:
        colour = self._theme.colour(self._colour)
        fill = self._theme.colour(self._colour)
        fill.setAlpha(36)
        self.setBackground(self._theme.colour("surface"))
        self._floor.setPen(pg.mkPen(self._theme.colour("line"), width=1))
        self._curve.setPen(pg.mkPen(colour, width=1.5))
        self._curve.setBrush(fill)
        self._marks.setPen(None)
        self._marks.setBrush(colour)


def ceiling(value: float) -> float:
    """The next of 1, 2, 5, 10, 20 and so on: a scale that stays put while values move a little."""
    if value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(factor * power for factor in (1, 2, 5, 10) if value <= factor * power * (1 + 1e-9)))
