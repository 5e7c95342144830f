"""Counts in a grid: a figure with its name under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.observability.series import Series
from desktop.ui.look.elided_label import ElidedLabel
from desktop.ui.look.naming import named
from desktop.ui.metrics.metric_words import MEANINGS, TITLES
from desktop.wording import tr

_NARROWEST = 44
"""A caption ends in an ellipsis below its own width, but is never narrower than this, in pixels."""


class CountGrid(QWidget):
    """So many to a row. A figure that stays the same is left alone."""

    def __init__(self, names: Sequence[Series], columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: dict[Series, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(10)
        for at, name in enumerate(names):
            grid.addLayout(self._cell(name), at // columns, at % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)

    def _cell(self, name: Series) -> QVBoxLayout:
        value, caption = named(QLabel("0"), "figure"), named(ElidedLabel(), "small")
        caption.setText(tr(TITLES[name]))
        caption.setMinimumWidth(_NARROWEST)
        cell = QVBoxLayout()
        cell.setSpacing(1)
        for label in (value, caption):
            label.setToolTip(f"{tr(TITLES[name])}: {tr(MEANINGS[name])}")
        cell.addWidget(value, 0, Qt.AlignmentFlag.AlignLeading)  # a number knows no direction of its own
        cell.addWidget(caption)
        self._values[name] = value
        return cell

    def text_of(self, name: Series) -> str:
        """What is shown of a count."""
        return self._values[name].text()

    def show_counts(self, counts: Mapping[Series, str]) -> None:
        """Show each of the counts."""
        for name, text in counts.items():
            label = self._values[name]
            if label.text() != text:
                label.setText(text)
                label.setAccessibleName(f"{tr(TITLES[name])}: {text}")
