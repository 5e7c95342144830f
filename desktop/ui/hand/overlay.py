"""A small sign over other programs: state, level and what is understood. It never takes the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QCursor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.terms import State
from desktop.ui.key.level_meter import LevelMeter
from desktop.ui.key.state_indicator import StateIndicator
from desktop.ui.look.elided_label import ElidedLabel
from desktop.ui.look.naming import named
from desktop.ui.look.theme import Theme
from desktop.ui.talk.plain_text import visible
from desktop.wording import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

_WIDE, _METER, _MARGIN, _CORNER = 360, 34, 12, 18
_ABOVE_EDGE = 28
_LINGER_MS = 900
"""How long it stays when nothing happens any more."""
_BUSY = (State.LISTENING, State.THINKING, State.SPEAKING)


class Overlay(QWidget):
    """Appears while Sotto listens, thinks or speaks, as far as `allow` lets it."""

    def __init__(self, theme: Theme) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        unfocused = Qt.WindowType.WindowDoesNotAcceptFocus | Qt.WindowType.WindowTransparentForInput
        super().__init__(None, flags | unfocused)
        self._theme, self._allowed, self._state = theme, False, State.LOADING
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle("Sotto")
        self.setAccessibleName(tr("What Sotto hears"))
        self.state = StateIndicator(theme)
        self.meter = LevelMeter(theme, gap=2, ground="surface")
        self.meter.setFixedHeight(_METER)
        self.words = named(ElidedLabel(), "secondary")
        self.words.elide(Qt.TextElideMode.ElideLeft)
        self._arrange()
        self._linger = QTimer(self, singleShot=True, interval=_LINGER_MS)
        self._linger.timeout.connect(self.hide)
        theme.changed.connect(self._dress)
        self._dress()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.state)
        top.addWidget(self.meter, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.words)
        self.setFixedWidth(_WIDE)

    def _dress(self) -> None:
        self._theme.dress(self)

    def allow(self, on: bool) -> None:
        """Appear from now on, or stay away: while the window itself can be seen, or if nobody wants it."""
        self._allowed = on
        if not on:
            self.hide()
        elif self._state in _BUSY:
            self._appear()

    def show_state(self, state: State) -> None:
        """Show what Sotto is doing; come when it begins and go soon after it ends."""
        began = state is State.LISTENING and self._state is not State.LISTENING
        self._state = state
        self.state.show_state(state)
        self.meter.show_state(state)
        if began:
            self.words.setText("")
        if state not in _BUSY:
            self._linger.start()
        elif self._allowed:
            self._appear()

    def show_level(self, peak: float) -> None:
        """Show how loud the microphone is, 0 to 1; only while it can be seen."""
        if self.isVisible():
            self.meter.measure(peak)

    def show_words(self, text: str) -> None:
        """Show what was understood so far."""
        self.words.setText(visible(text))

    def _appear(self) -> None:
        self._linger.stop()
        if not self.isVisible():
            self.adjustSize()
            self.move(self._place())
            self.show()

    def _place(self) -> QPoint:
        """Return where it stands: at the bottom of the screen that the pointer is on."""
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        room: QRect = screen.availableGeometry()
        return QPoint(room.center().x() - self.width() // 2, room.bottom() - self.height() - _ABOVE_EDGE)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the card behind it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.colours.line), 1))
        painter.setBrush(QColor(self._theme.colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)
        painter.end()
