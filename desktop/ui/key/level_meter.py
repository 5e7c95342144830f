"""The microphone's loudness as bars that flow outwards from the middle."""

from __future__ import annotations

import math
from collections import deque

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.terms import State
from desktop.ui.look.theme import Theme
from desktop.wording import tr

FLOOR_DB = -50.0
"""Peaks below this draw nothing: the noise of a quiet room."""
_STEP, _BAR, _DOT = 8, 4, 3
_TICK_MS = 33
_EVEN = 0.6
"""Height of a bar that only lights up."""


class LevelMeter(QWidget):
    """Takes peaks at any rate, shows one bar each 33 ms, and falls to rest by itself."""

    moved = Signal(float)
    """The level on show, 0 to 1."""

    def __init__(self, theme: Theme, gap: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._gap = theme, gap
        self._state = State.LOADING
        self._bars: deque[float] = deque([0.0] * 48, maxlen=48)
        self._peak = self._newest = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.setAccessibleName(tr("Microphone level"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def level(self) -> float:
        """The newest bar, 0 to 1."""
        return self._newest

    @property
    def running(self) -> bool:
        """Whether anything still moves."""
        return self._timer.isActive()

    def show_state(self, state: State) -> None:
        """Take the colour of `state`."""
        self._state = state
        self.update()

    def measure(self, peak: float) -> None:
        """Take a peak, 0 to 1 linear; anything else, NaN too, counts as silence."""
        level = 1 - 20 * math.log10(min(peak, 1.0)) / FLOOR_DB if peak > 0 else 0.0
        self._peak = max(self._peak, level)
        if self._peak > 0 and not self._timer.isActive():
            self._timer.start()

    def _tick(self) -> None:
        self._newest = self._peak
        if self._theme.still:
            lit = round(self._peak * len(self._bars))
            self._bars = deque([_EVEN] * lit + [0.0] * (len(self._bars) - lit), maxlen=len(self._bars))
        else:
            self._bars.appendleft(self._peak)
        self._peak = self._peak * 0.55 if self._peak > 0.02 else 0.0
        if not any(self._bars):
            self._timer.stop()
        self.moved.emit(self.level)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a strip as tall as the button it surrounds."""
        return QSize(2 * self._gap, 112)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name
        """Paint both wings; they thin out towards the ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, half = self.width() / 2, self.height() / 2
        room = max(0, min(len(self._bars), int((middle - self._gap) / _STEP)))
        active = QColor(self._theme.colours.of_state(self._state))
        for index in range(room):
            fade = 1 - index / room
            colour = QColor(active if self._bars[index] > 0 else self._theme.colour("faint"))
            colour.setAlphaF(0.15 + 0.7 * fade)
            painter.setBrush(colour)
            tall = _DOT + self._bars[index] * (self.height() * 0.62) * (0.35 + 0.65 * fade)
            offset = self._gap + index * _STEP
            for x in (middle + offset, middle - offset - _BAR):
                painter.drawRoundedRect(QRectF(x, half - tall / 2, _BAR, tall), _BAR / 2, _BAR / 2)
        painter.end()
