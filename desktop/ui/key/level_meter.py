"""The microphone's loudness as bars that flow outwards from the middle."""

from __future__ import annotations

import math
import time
from collections import deque
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.terms import State
from desktop.ui.key.level_bars import BAR, LevelBars
from desktop.ui.look.theme import Theme
from desktop.wording import tr

FLOOR_DB = -50.0
"""Peaks below this draw nothing: the noise of a quiet room."""
_STEP, _DOT = 8, 3
_QUICK_MS, _CALM_MS = 33, 100
"""From one bar to the next while somebody is listened to, and while the microphone is only live."""
_SOON = 0.75
"""A peak that comes after this share of the time becomes a bar at once, to be painted with what else came."""
_TALLEST = 0.62
"""Share of the height that the loudest takes in the middle."""
_SHADES = 12
_EVEN = 0.6
"""Height of a bar that only lights up."""


class _Place(NamedTuple):
    """Where the two bars of one level stand, and how they look there."""

    left: int
    right: int
    strength: float
    tall: float
    """Pixels that half of the loudest takes there."""


class LevelMeter(QWidget):
    """Takes peaks at any rate, shows a bar each 33 or 100 ms, and falls to rest by itself.

    It moves all day where a microphone is live: calmly until somebody speaks, and what stays the same is kept.
    """

    moved = Signal(float)
    """The level on show, 0 to 1."""

    def __init__(self, theme: Theme, gap: int, ground: str = "window", *, quick: bool = False) -> None:
        """Leave `gap` pixels on both sides of the middle to others; `ground` is the colour of what is behind.

        One that is `quick` is so in every state.
        """
        super().__init__()
        self._theme, self._gap, self._ground_name = theme, gap, ground
        self._state, self._still, self._always_quick = State.LOADING, False, quick
        self._bars: deque[float] = deque([0.0] * 48, maxlen=48)
        self._peak = self._newest = self._due = 0.0
        self._kinds = LevelBars()
        self._places: list[_Place] = []
        self._moving = QRegion()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self.setAccessibleName(tr("Microphone level"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # or all behind it is painted, at each bar
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def level(self) -> float:
        """The newest bar, 0 to 1."""
        return self._newest

    @property
    def running(self) -> bool:
        """Whether anything still moves."""
        return self._timer.isActive()

    def show_state(self, state: State) -> None:
        """Take the colour and the pace of `state`."""
        self._state = state
        self._dress()

    @property
    def _pace_ms(self) -> int:
        return _QUICK_MS if self._always_quick or self._state is State.LISTENING else _CALM_MS

    def _dress(self) -> None:
        self._still = self._theme.still
        self._ground = self._theme.colour(self._ground_name)
        self._lit = QColor(self._theme.colours.of_state(self._state)).rgb()
        self._unlit = self._theme.colour("faint").rgb()
        self.update()

    def measure(self, peak: float) -> None:
        """Take a peak, 0 to 1 linear; anything else, NaN too, counts as silence."""
        level = 1 - 20 * math.log10(min(peak, 1.0)) / FLOOR_DB if peak > 0 else 0.0
        self._peak = max(self._peak, level)
        if time.perf_counter() < self._due or (self._peak <= 0 and not self.running):
            return
        self._tick()
        self._timer.start(2 * self._pace_ms)  # the next bar comes with a peak

    def _tick(self) -> None:
        self._due, self._newest = time.perf_counter() + _SOON * self._pace_ms / 1000, self._peak
        if self._still:
            lit = round(self._peak * len(self._bars))
            self._bars = deque([_EVEN] * lit + [0.0] * (len(self._bars) - lit), maxlen=len(self._bars))
        else:
            self._bars.appendleft(self._peak)
        self._peak = self._peak * 0.55 if self._peak > 0.02 else 0.0
        if not any(self._bars):
            self._timer.stop()
            self._due = 0.0
        elif self._timer.interval() != _QUICK_MS:
            self._timer.start(_QUICK_MS)
        self.moved.emit(self.level)
        self.update(self._moving)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a strip as tall as the button it surrounds."""
        return QSize(2 * self._gap, 112)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Find the bars' places; what stands in the middle is not painted with them."""
        super().resizeEvent(event)
        middle, tallest = self.width() // 2, self.height() * _TALLEST
        room = max(0, min(len(self._bars), (middle - self._gap) // _STEP))
        self._places = [_place(middle, self._gap + index * _STEP, 1 - index / room, tallest) for index in range(room)]
        wing = QRect(0, 0, max(0, middle - self._gap), round(tallest) + _DOT + 1)
        wing.moveTop((self.height() - wing.height()) // 2)
        self._moving = QRegion(wing) | QRegion(wing.translated(self.width() - wing.width(), 0))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint both wings; they thin out towards the ends."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._ground)
        self._kinds.on(self._ground, self.devicePixelRatio())
        half, kind, draw = self.height() // 2, self._kinds.of, painter.drawPixmap
        for level, place in zip(self._bars, self._places, strict=False):
            tall = _DOT + int(level * place.tall) * 2
            bar = kind(self._lit if level > 0 else self._unlit, place.strength, tall)
            top = half - tall // 2
            draw(place.left, top, bar)
            draw(place.right, top, bar)
        painter.end()


def _place(middle: int, offset: int, fade: float, tallest: float) -> _Place:
    strength = 0.15 + 0.7 * round(fade * _SHADES) / _SHADES
    return _Place(middle - offset - BAR, middle + offset, strength, tallest * (0.35 + 0.65 * fade) / 2)
