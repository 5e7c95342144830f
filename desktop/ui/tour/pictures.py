"""Pictures of the window with whatever stands over it."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from pathlib import Path

from PySide6.QtCore import QMargins, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

_SHADE = QColor(0, 0, 0, 110)
_EDGE = 20
"""Logical pixels that a dialog leaves free on every side."""


def fit(window: QWidget, dialog: QWidget) -> None:
    """Make a dialog so small that it has room over the window, as on a screen of that size."""
    room = window.size().shrunkBy(QMargins(_EDGE, _EDGE, _EDGE, _EDGE))
    dialog.resize(dialog.size().boundedTo(room))


def picture(window: QWidget) -> QImage:
    """The window in the size it has, the dialogs that are open in its middle, each over those before."""
    whole = window.grab()
    painter = QPainter(whole)
    for dialog in dialogs(window):
        painter.fillRect(QRect(QPoint(0, 0), window.size()), _SHADE)
        shown = dialog.grab()
        place = QRect(QPoint(0, 0), dialog.size())
        place.moveCenter(window.rect().center())
        painter.drawPixmap(place, shown)
        painter.setPen(QColor(128, 128, 128, 140))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
    painter.end()
    return whole.toImage()


def dialogs(window: QWidget) -> list[QWidget]:
    """Those on show that belong to the window, the first opened first."""
    found = [
        one for one in window.findChildren(QWidget) if one.windowType() is Qt.WindowType.Dialog and one.isVisible()
    ]
    return sorted(found, key=_depth)


def keep(image: QImage, path: Path, executor: Executor) -> Future[bool]:
    """Write it as PNG away from the main thread; the result is whether that was possible."""
    return executor.submit(lambda: image.save(str(path), "PNG"))  # type: ignore[call-overload]


def _depth(widget: QWidget) -> int:
    above, depth = widget.parentWidget(), 0
    while above is not None:
        above, depth = above.parentWidget(), depth + 1
    return depth
