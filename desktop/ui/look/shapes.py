"""The shapes that stand for the states, so that colour is never the only sign."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker

from desktop.terms import State


def state_shape(state: State, box: QRectF) -> QPainterPath:
    """Return the filled outline that stands for `state`, drawn to fit `box`."""
    shapes = {
        State.LOADING: _hourglass,
        State.IDLE: _ring,
        State.LISTENING: _disc,
        State.THINKING: _dots,
        State.SPEAKING: _bars,
        State.CLOSED: _square,
    }
    return shapes[state](box)


def microphone(box: QRectF) -> QPainterPath:
    """Return a microphone that fits `box`."""
    w, h, x = box.width(), box.height(), box.center().x()
    body = QPainterPath()
    body.addRoundedRect(QRectF(x - w * 0.17, box.top(), w * 0.34, h * 0.58), w * 0.17, w * 0.17)
    line = QPainterPath()
    cradle = QRectF(x - w * 0.32, box.top() + h * 0.1, w * 0.64, h * 0.64)
    line.arcMoveTo(cradle, 180)
    line.arcTo(cradle, 180, 180)
    line.moveTo(QPointF(x, cradle.bottom()))
    line.lineTo(QPointF(x, box.bottom() - h * 0.06))
    line.moveTo(QPointF(x - w * 0.2, box.bottom() - h * 0.06))
    line.lineTo(QPointF(x + w * 0.2, box.bottom() - h * 0.06))
    return body.united(_stroked(line, w * 0.085))


def live_ring(box: QRectF) -> QPainterPath:
    """Return the ring of `State.IDLE` with a dot in it: nobody speaks, but the microphone is listened to."""
    path, dot = _ring(box), box.width() * 0.17
    path.addEllipse(box.center(), dot, dot)
    return path


def waves(centre: QPointF, radius: float) -> QPainterPath:
    """Return an arc on either side of `centre`, as sound that comes in."""
    circle, path = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius), QPainterPath()
    for start in (-32, 148):
        path.arcMoveTo(circle, start)
        path.arcTo(circle, start, 64)
    return _stroked(path, 2.5)


def _stroked(path: QPainterPath, width: float) -> QPainterPath:
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    return stroker.createStroke(path)


def _ring(box: QRectF) -> QPainterPath:
    inset = box.width() * 0.15
    circle = QPainterPath()
    circle.addEllipse(box.adjusted(inset, inset, -inset, -inset))
    return _stroked(circle, box.width() * 0.16)


def _disc(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(box)
    return path


def _square(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    inset = box.width() * 0.12
    path.addRoundedRect(box.adjusted(inset, inset, -inset, -inset), inset, inset)
    return path


def _dots(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    radius = box.width() * 0.14
    for part in (0.14, 0.5, 0.86):
        path.addEllipse(QPointF(box.left() + box.width() * part, box.center().y()), radius, radius)
    return path


def _bars(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    width = box.width() * 0.16
    for part, tall in ((0.0, 0.4), (0.28, 1.0), (0.56, 0.65), (0.84, 0.3)):
        height = box.height() * tall
        bar = QRectF(box.left() + box.width() * part, box.center().y() - height / 2, width, height)
        path.addRoundedRect(bar, width / 2, width / 2)
    return path


def _hourglass(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    centre = box.center()
    for edge in (box.top(), box.bottom()):
        path.moveTo(box.left() + box.width() * 0.15, edge)
        path.lineTo(box.right() - box.width() * 0.15, edge)
        path.lineTo(centre)
        path.closeSubpath()
    return path
