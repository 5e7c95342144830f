"""What stands above or below the column of text, as wide as that."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.talk.conversation import COLUMN


def in_column(*widgets: QWidget, column: QVBoxLayout | None = None) -> QHBoxLayout:
    """Return a row that holds widgets, one below the other in `column`, over the column of text."""
    column, row = QVBoxLayout() if column is None else column, QHBoxLayout()
    column.setSpacing(6)
    for widget in widgets:
        widget.setMaximumWidth(COLUMN)
        column.addWidget(widget)
    row.setContentsMargins(28, 2, 28, 6)
    row.addStretch()
    row.addLayout(column, 100)
    row.addStretch()
    return row
