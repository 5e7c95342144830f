"""How long each step takes: most of the time, and at worst."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop.observability.series import WAITING, Measured, Series, Step
from desktop.ui.metrics.metric_words import MEANINGS, TITLES, written
from desktop.wording import marked, tr

if TYPE_CHECKING:
    from desktop.observability.metrics import Snapshot
    from desktop.observability.rolling import Summary

_ROWS: tuple[Measured, ...] = (Series.WAIT, *WAITING, Series.TOKENS_A_SECOND)
_COLUMNS = (
    ("p50", marked("Half of all turns are at most here")),
    ("p95", marked("19 of 20 turns are at most here")),
    ("p99", marked("99 of 100 turns are at most here")),
)
_RING = 2
"""Border of the table, in pixels: it shows the focus."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PercentileTable(QTableWidget):
    """A row a step, p50, p95 and p99. Cells that stay the same are left alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(len(_ROWS), len(_COLUMNS), parent)
        self.setObjectName("percentiles")
        self.setAccessibleName(tr("Percentiles of each step"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self._cells: dict[tuple[int, int], QTableWidgetItem] = {}
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fill()
        self._lay_out()
        self.setRowHidden(_ROWS.index(Step.TOOLS), True)
        self._fit()

    def _fill(self) -> None:
        bold = self.font()
        bold.setWeight(QFont.Weight.DemiBold)
        for column, (title, meaning) in enumerate(_COLUMNS):
            head = QTableWidgetItem(title)
            head.setToolTip(tr(meaning))
            head.setTextAlignment(_RIGHT)
            self.setHorizontalHeaderItem(column, head)
        for row, name in enumerate(_ROWS):
            head = QTableWidgetItem(tr(TITLES[name]))
            head.setToolTip(tr(MEANINGS[name]))
            self.setVerticalHeaderItem(row, head)
            for column in range(len(_COLUMNS)):
                cell = QTableWidgetItem(written(name, None))
                cell.setTextAlignment(_RIGHT)
                cell.setToolTip(tr(MEANINGS[name]))
                if name is Series.WAIT:
                    cell.setFont(bold)
                self.setItem(row, column, cell)
                self._cells[row, column] = cell

    def _lay_out(self) -> None:
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName(self.accessibleName())
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _fit(self) -> None:
        """As high as its rows: the panel scrolls, not the table."""
        line = self.fontMetrics().height() + 8
        self.verticalHeader().setDefaultSectionSize(line)
        for row in range(len(_ROWS)):
            self.setRowHeight(row, line)  # the default does not reach a row that was hidden
        shown = sum(not self.isRowHidden(row) for row in range(len(_ROWS)))
        self.setFixedHeight(line * shown + self.horizontalHeader().sizeHint().height() + 2 * _RING)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Measure the lines in the font that the stylesheet gives."""
        super().showEvent(event)
        self._fit()

    def text_of(self, name: Measured) -> tuple[str, ...]:
        """What is shown of a row."""
        row = _ROWS.index(name)
        return tuple(self._cells[row, column].text() for column in range(len(_COLUMNS)))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the percentiles of the window."""
        for row, name in enumerate(_ROWS):
            for column, text in enumerate(_texts(name, snapshot.summaries[name])):
                cell = self._cells[row, column]
                if cell.text() != text:
                    cell.setText(text)
        row, none = _ROWS.index(Step.TOOLS), not snapshot.totals[Step.TOOLS].count
        if self.isRowHidden(row) != none:
            self.setRowHidden(row, none)
            self._fit()


def _texts(name: Measured, summary: Summary) -> tuple[str, ...]:
    return tuple(written(name, value) for value in (summary.p50, summary.p95, summary.p99))
