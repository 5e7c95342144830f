"""Which widgets are painted, and where."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget


class Paints(QObject):
    """Notes where a widget and all in it are painted, each since it was first, in the order of that."""

    def __init__(self, of: QWidget) -> None:
        super().__init__(of)
        self.painted: dict[QObject, QRegion] = {}
        for widget in (of, *of.findChildren(QWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QPaintEvent):
            self.painted[watched] = self.painted.get(watched, QRegion()) | event.region()
        return False
