"""What is behind a row of a list that paints its rows itself: the same in every list."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle

from desktop.ui.look.theme import Theme

_ROUND = 10


def paint_frame(painter: QPainter, theme: Theme, box: QRect, state: QStyle.StateFlag) -> None:
    """Paint the ground of a row that is marked or under the pointer, and a ring where it has the keyboard."""
    selected = bool(state & QStyle.StateFlag.State_Selected)
    if selected or state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("tint"))
        painter.drawRoundedRect(box, _ROUND, _ROUND)
    if selected and state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.colour("accent"))
        painter.drawRoundedRect(box, _ROUND, _ROUND)
