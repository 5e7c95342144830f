"""The rows of the work strip, one below the other: as high as so many of them, and scrolled beyond."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.look.scrolled import Scrolled
from desktop.ui.trouble.work_row import WorkRow
from desktop.wording import tr

_GAP = 6


class WorkRows(Scrolled):
    """Holds the rows; whoever adds them says how many are in sight."""

    def __init__(self) -> None:
        inside = QWidget()
        super().__init__(inside)
        self.setAccessibleName(tr("Work in progress"))
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_GAP)
        self._in_sight = 0
        self.setMinimumHeight(0)  # `minimumSizeHint` counts
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def add(self, row: WorkRow) -> None:
        """Have another one, the last."""
        self._column.addWidget(row)

    def remove(self, row: WorkRow) -> None:
        """Have it no longer."""
        row.hide()
        self._column.removeWidget(row)

    def fit(self, in_sight: int) -> None:
        """Be as high as so many rows."""
        self._in_sight = in_sight
        self.updateGeometry()

    def _height(self, rows: int) -> int:
        items = [self._column.itemAt(place) for place in range(self._column.count())]
        row = max((item.sizeHint().height() for item in items if item is not None), default=0)
        return max(1, rows * (row + _GAP) - _GAP)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for the rows in sight."""
        return QSize(super().sizeHint().width(), self._height(self._in_sight))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for one of them, in a window that is full of other things."""
        return QSize(0, self._height(min(1, self._in_sight)))
