"""A page that scrolls up and down where its place is too low for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QWidget


class Scrolled(QScrollArea):
    """Without frame and ground of its own; takes the focus, for the arrow keys, while there is more to see."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self.setObjectName("scrolled")
        page.setObjectName("content")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(1)  # the first to give way
        self.setWidget(page)
        self.verticalScrollBar().rangeChanged.connect(self._take_focus_or_not)

    def _take_focus_or_not(self, _least: int, most: int) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if most else Qt.FocusPolicy.NoFocus)


def bar_hides_what_is_behind(area: QAbstractScrollArea) -> None:
    """Tell Qt that the stylesheet gives the bar a ground, or all behind it is painted whenever the bar moves."""
    place = area.verticalScrollBar().parentWidget()
    assert place is not None, "Qt puts the bar in a place of its own"
    place.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
