"""What the assistant is doing: shape, colour and word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.terms import State
from desktop.ui.shapes import state_shape
from desktop.ui.theme import Theme

WORDS = {
    State.LOADING: "Loading",
    State.IDLE: "Ready",
    State.LISTENING: "Listening",
    State.THINKING: "Thinking",
    State.SPEAKING: "Speaking",
    State.CLOSED: "Closed",
}
_MARK, _GAP, _PAD = 12, 9, 14


class StateIndicator(QWidget):
    """A pill with the state's shape and word, as wide as the longest word so that nothing beside it moves."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = theme.font(0.95, QFont.Weight.DemiBold)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(State.LOADING)
        theme.changed.connect(self.update)

    @property
    def state(self) -> State:
        """The state on show."""
        return self._state

    def show_state(self, state: State) -> None:
        """Show `state`."""
        self._state = state
        self.setAccessibleName(f"State: {WORDS[state]}")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for the longest word."""
        metrics = QFontMetrics(self._font)
        widest = max(metrics.horizontalAdvance(word) for word in WORDS.values())
        return QSize(2 * _PAD + _MARK + _GAP + widest, metrics.height() + 14)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name
        """Paint the pill, the shape and the word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colour = QColor(self._theme.colours.of_state(self._state))
        wash = QColor(colour)
        wash.setAlphaF(0.13)
        painter.setBrush(wash)
        painter.drawRoundedRect(self.rect(), self.height() / 2, self.height() / 2)
        painter.setBrush(colour)
        painter.drawPath(state_shape(self._state, QRectF(_PAD, (self.height() - _MARK) / 2, _MARK, _MARK)))
        painter.setPen(colour)
        painter.setFont(self._font)
        words = self.rect().adjusted(_PAD + _MARK + _GAP, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, WORDS[self._state])
        painter.end()
