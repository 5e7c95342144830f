"""A list of any length: taking in a page costs the same below a hundred rows and below a hundred thousand."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemDelegate, QHeaderView, QStyleOptionViewItem, QTableView, QWidget

_INSIDE = 2
"""Pixels from the lower edge at which the last row in sight is looked for."""


class LongList(QTableView):
    """A table of one column, for Qt's own list lays all its rows out again when some are added.

    The delegate gives the one height that all rows have.
    """

    scrolled = Signal()
    """It has been, and what came into sight is painted."""

    def __init__(self, delegate: QAbstractItemDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self._look()
        self._size(delegate.sizeHint(QStyleOptionViewItem(), QModelIndex()).height())
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self._painted = QTimer(self, singleShot=True, interval=0)
        self._painted.timeout.connect(self.scrolled)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._painted.start())

    def _look(self) -> None:
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.hide()
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _size(self, height: int) -> None:
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(0)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)

    @property
    def last_in_sight(self) -> int:
        """The number of the last row that is at least partly in sight; the last of all where rows leave room."""
        area: QRect = self.viewport().rect()
        row = self.rowAt(area.bottom() - _INSIDE)
        return row if row >= 0 else self.model().rowCount() - 1

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QTableView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and last row, which a table does only with Ctrl."""
        if action in (QTableView.CursorAction.MoveHome, QTableView.CursorAction.MoveEnd):
            modifiers |= Qt.KeyboardModifier.ControlModifier
        return super().moveCursor(action, modifiers)
