"""Names by which the stylesheet finds widgets."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str) -> W:
    """Give `widget` a name in the stylesheet and return it."""
    widget.setObjectName(name)
    return widget
