"""The last turn, a bar for each of its steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QToolTip, QWidget

from desktop.observability.series import WAITING, Step
from desktop.observability.waterfall import Waterfall
from desktop.ui.look.theme import Theme
from desktop.ui.metrics.metric_words import MEANINGS, TITLES, written
from desktop.wording import tr

_COLOURS = {
    Step.CAPTURE: "listening",
    Step.CLAUSE: "speaking",
    Step.FIRST_SOUND: "speaking",
    Step.HEARD: "speaking",
}
"""Fields of the palette; the steps between listening and speaking are thinking."""
_GAP, _PAD, _BAR, _LEAST = 10, 4, 8, 3.0
_ENDS = 0.16
"""Share of the width for what you say and for what Sotto says: they last seconds and would crush the rest."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a step, its length, and where its bar lies between 0 and 1."""

    step: Step
    ms: float
    start: float
    end: float


def bars_of(turn: Waterfall) -> Sequence[Bar]:
    """The rows of a turn in their order; the steps of the wait are to scale, the speech at both ends is not."""
    before = _ENDS if Step.CAPTURE in turn.steps else 0.0
    after = 1 - _ENDS if Step.HEARD in turn.steps else 1.0
    waited = sum(turn.steps.get(step, 0.0) for step in WAITING) or 1.0
    return tuple(_bars(turn, before, after, waited))


def _bars(turn: Waterfall, before: float, after: float, waited: float) -> Iterator[Bar]:
    passed = 0.0
    for step, ms in turn.steps.items():
        if step is Step.CAPTURE:
            yield Bar(step, ms, 0.0, before)
        elif step is Step.HEARD:
            yield Bar(step, ms, after, 1.0)
        else:
            start = before + (after - before) * passed / waited
            passed += ms
            yield Bar(step, ms, start, before + (after - before) * passed / waited)


class WaterfallView(QWidget):
    """Names, bars and milliseconds; painted again only when another turn is shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = theme.font(0.87)
        self._turn: Waterfall | None = None
        self._bars: Sequence[Bar] = ()
        self.setAccessibleName(tr("Last turn"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_turn(self, turn: Waterfall | None) -> None:
        """Show a turn, or nothing."""
        if turn == self._turn:
            return
        self._turn, self._bars = turn, bars_of(turn) if turn is not None else ()
        self.setAccessibleDescription(
            ", ".join(f"{tr(TITLES[bar.step])} {written(bar.step, bar.ms)}" for bar in self._bars)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for a line a step."""
        return QSize(240, self._line() * len(self._bars) + 2 * _PAD)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the same height."""
        return self.sizeHint()

    def _line(self) -> int:
        return QFontMetrics(self._font).height() + 5

    def event(self, event: QEvent) -> bool:
        """Explain the step under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = (event.pos().y() - _PAD) // self._line()
            if 0 <= row < len(self._bars):
                QToolTip.showText(event.globalPos(), tr(MEANINGS[self._bars[row].step]), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name
        """Paint the rows, mirrored where people read from right to left."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        metrics = QFontMetrics(self._font)
        names = max((metrics.horizontalAdvance(tr(TITLES[bar.step])) for bar in self._bars), default=0) + _GAP
        values = metrics.horizontalAdvance("888 ms") + _GAP
        track = QRect(_PAD + names, _PAD, self.width() - 2 * _PAD - names - values, self._line() * len(self._bars))
        self._paint_edges(painter, track)
        for row, bar in enumerate(self._bars):
            self._paint_row(painter, bar, row, track)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.end()

    def _paint_edges(self, painter: QPainter, track: QRect) -> None:
        """Where the wait begins and ends."""
        painter.setPen(QPen(self._theme.colour("line"), 1))
        steps = {bar.step for bar in self._bars}
        for step, share in ((Step.CAPTURE, _ENDS), (Step.HEARD, 1 - _ENDS)):
            if step in steps:
                x = self._mirrored(QRect(round(track.x() + share * track.width()), track.y(), 1, 1)).x()
                painter.drawLine(QPoint(x, track.top()), QPoint(x, track.bottom()))

    def _paint_row(self, painter: QPainter, bar: Bar, row: int, track: QRect) -> None:
        line = self._line()
        top = _PAD + row * line
        leading, trailing = QRect(_PAD, top, track.x() - _PAD, line), QRect(track.right(), top, 0, line)
        trailing.setRight(self.width() - _PAD)
        colours = self._theme.colours
        painter.setPen(QColor(colours.muted))
        painter.drawText(self._mirrored(leading), int(self._side(Qt.AlignmentFlag.AlignLeft)), tr(TITLES[bar.step]))
        painter.setPen(QColor(colours.ink))
        text = written(bar.step, bar.ms)
        painter.drawText(self._mirrored(trailing), int(self._side(Qt.AlignmentFlag.AlignRight)), text)
        left = track.x() + bar.start * track.width()
        width = max(_LEAST, (bar.end - bar.start) * track.width() - 1)
        shape = QRect(round(left), top + (line - _BAR) // 2, round(width), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brush(bar.step, self._mirrored(shape)))
        painter.drawRoundedRect(QRectF(self._mirrored(shape)), min(3.0, width / 2), 3)

    def _brush(self, step: Step, shape: QRect) -> QColor | QLinearGradient:
        """The colour of a step; what is not to scale fades out where it goes on."""
        colour = self._theme.colour(_COLOURS.get(step, "thinking"))
        if step in WAITING:
            return colour
        away = QColor(colour)
        away.setAlpha(30)
        leftwards = (step is Step.CAPTURE) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight)
        gradient = QLinearGradient(shape.topLeft(), shape.topRight())
        gradient.setColorAt(0, away if leftwards else colour)
        gradient.setColorAt(1, colour if leftwards else away)
        return gradient

    def _mirrored(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)

    def _side(self, side: Qt.AlignmentFlag) -> Qt.AlignmentFlag:
        return QStyle.visualAlignment(self.layoutDirection(), side) | Qt.AlignmentFlag.AlignVCenter
