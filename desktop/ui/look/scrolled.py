"""A page that scrolls up and down where its place is too low for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


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
