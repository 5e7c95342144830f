"""The big round button that is held to talk."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.terms import KeyMode, State
from desktop.ui.look.shapes import microphone, state_shape, waves
from desktop.ui.look.theme import Theme
from desktop.ui.talk.prompts import TalkWays
from desktop.wording import tr

_DIAMETER, _HALO = 84, 14


class TalkButton(QAbstractButton):
    """Emits `pressed` and `released`; its colour and glyph follow the state, its halo the microphone.

    Each of its pictures is painted once and kept: while somebody speaks the halo moves thirty times a second.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = State.LOADING
        self._level = 0.0
        self._live = False
        self._pictures: dict[tuple[object, ...], QPixmap] = {}
        self.show_ways(TalkWays())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # or all behind it is painted, at each level
        theme.changed.connect(self._forget)

    def show_state(self, state: State) -> None:
        """Take the colour and glyph of `state`."""
        if state is not self._state:
            self._forget()
        self._state = state
        self.setEnabled(state not in (State.LOADING, State.CLOSED))
        self.update()

    def show_ways(self, ways: TalkWays) -> None:
        """Say what to do with the button, and show whether it listens without being pressed."""
        self._live = ways.hands_free
        if ways.key_mode is KeyMode.HOLD:
            self.setAccessibleName(tr("Hold to talk"))
            self.setAccessibleDescription(
                tr("Hold this button or the Space key while you speak; tap it twice to lock it")
            )
        else:
            self.setAccessibleName(tr("Press to talk"))
            self.setAccessibleDescription(tr("Press this button or the Space key, speak, and press it again"))
        self.update()

    def show_level(self, level: float) -> None:
        """Grow the halo with `level`, 0 to 1, while listening."""
        before, self._level = self._halo(), level
        if self._halo() != before:
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the circle with its halo."""
        return QSize(_DIAMETER + 2 * _HALO, _DIAMETER + 2 * _HALO)

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 - Qt's name
        """Return whether `pos` is on the circle."""
        offset = QPointF(pos) - QRectF(self.rect()).center()
        return offset.x() ** 2 + offset.y() ** 2 <= (_DIAMETER / 2) ** 2

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Keep hold wherever the pointer goes."""
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Stay held when the focus moves on; the hold ends when the key or the mouse button comes up."""
        QWidget.focusOutEvent(self, event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name
        """Paint halo, circle, focus ring and glyph."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture())
        painter.end()

    def _forget(self) -> None:
        self._pictures.clear()
        self.update()

    def _picture(self) -> QPixmap:
        ratio, size = self.devicePixelRatio(), self.size()
        key = self.isEnabled(), self.hasFocus(), self._live, self._halo(), ratio, size.width(), size.height()
        picture = self._pictures.get(key)
        if picture is None:
            picture = self._pictures[key] = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(self._theme.colour("window"))
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            self._paint(painter)
            painter.end()
        return picture

    def _paint(self, painter: QPainter) -> None:
        colours = self._theme.colours
        colour = QColor(colours.of_state(self._state)) if self.isEnabled() else QColor(colours.line)
        centre = QRectF(self.rect()).center()
        wash = QColor(colour)
        wash.setAlphaF(0.22)
        painter.setBrush(wash)
        if self._halo() > _DIAMETER // 2:
            painter.drawEllipse(centre, self._halo(), self._halo())
        painter.setBrush(colour)
        painter.drawEllipse(centre, _DIAMETER / 2, _DIAMETER / 2)
        if self._live and self.isEnabled() and self._state is not State.LISTENING:
            painter.drawPath(waves(centre, _DIAMETER / 2 + 11))
        if self.hasFocus() and self.isEnabled():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour, 2))
            painter.drawEllipse(centre, _DIAMETER / 2 + 5, _DIAMETER / 2 + 5)
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.on_accent if self.isEnabled() else colours.muted))
        painter.drawPath(self._glyph(centre))

    def _halo(self) -> int:
        """Return the radius of the halo, in whole pixels; that of the circle where there is none."""
        if self._state is State.LISTENING:
            return _DIAMETER // 2 + 5 + round((_HALO - 5) * (1 if self._theme.still else self._level))
        return _DIAMETER // 2 + (4 if self.underMouse() and self.isEnabled() else 0)

    def _glyph(self, centre: QPointF) -> QPainterPath:
        if self._state in (State.THINKING, State.SPEAKING):
            return state_shape(self._state, QRectF(centre.x() - 15, centre.y() - 15, 30, 30))
        if self._state is State.LISTENING:
            dot = state_shape(self._state, QRectF(centre.x() - 10, centre.y() - 10, 20, 20))
            return dot.united(waves(centre, 18)).united(waves(centre, 26))
        return microphone(QRectF(centre.x() - 20, centre.y() - 20, 40, 40))
