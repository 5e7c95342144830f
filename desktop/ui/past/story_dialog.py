"""What happened in a past turn: drawn along the time, and as rows that the keyboard goes through."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.observability.series import WAITING, Step
from desktop.ui.look.naming import named
from desktop.ui.look.theme import Theme, palette
from desktop.ui.metrics.metric_words import MEANINGS, TITLES
from desktop.ui.past.story_rows import Row, Told, rows_of
from desktop.ui.talk.plain_text import visible
from desktop.ui.talk.timing_strip import DASH, duration
from desktop.wording import tr


class StoryDialog(QDialog):
    """Going through the rows moves a line over the drawing to when each happened."""

    def __init__(self, told: Told, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What happened here"))
        self._shown = rows_of(told.story)
        self.view = told.make_view(told, self._shown, theme, self)
        self.rows = self._make_rows(theme)
        about = QLabel(tr("Turn {number}; seconds since it began").format(number=told.story.turn))
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(named(QLabel(tr("What happened here")), "heading"))
        column.addWidget(named(about, "secondary"))
        if words := why_slow(told.story.waterfall):
            why = QLabel(words)
            why.setWordWrap(True)
            column.addWidget(why)
        column.addWidget(self.view, 3)
        column.addWidget(self.rows, 2)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(760, 620)
        if (first := self.rows.topLevelItem(0)) is not None:
            self.rows.setCurrentItem(first)
        self.rows.setFocus()

    def _make_rows(self, theme: Theme) -> QTreeWidget:
        rows = QTreeWidget()
        rows.setColumnCount(3)
        rows.setHeaderHidden(True)
        rows.setPalette(palette(theme.colours))
        rows.setFrameShape(QFrame.Shape.NoFrame)
        rows.setRootIsDecorated(False)
        rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows.setUniformRowHeights(True)
        rows.setAccessibleName(tr("What happened here"))
        rows.addTopLevelItems([_item(row) for row in self._shown])
        rows.currentItemChanged.connect(lambda item, _before: self._point_at(rows.indexOfTopLevelItem(item)))
        for column in range(2):
            rows.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        return rows

    def _point_at(self, place: int) -> None:
        if 0 <= place < len(self._shown):
            self.view.point_at(self._shown[place])


def why_slow(waterfall: Mapping[Step, float]) -> str:
    """Say how long the wait for the first sound was and what most of it went to; empty where that is not known."""
    waits = {step: waterfall[step] for step in WAITING if waterfall.get(step)}
    if not waits:
        return ""
    longest = max(waits, key=lambda step: waits[step])
    words = tr("{wait} to the first sound. The longest part was {step}, {ms}. {meaning}.")
    return words.format(
        wait=duration(sum(waits.values())), step=tr(TITLES[longest]), ms=duration(waits[longest]),
        meaning=tr(MEANINGS[longest]),
    )  # fmt: skip


def _item(row: Row) -> QTreeWidgetItem:
    text = " ".join(visible(row.text).split())
    when = f"{row.ms / 1000:.2f}" if row.ms is not None else DASH
    if row.ms is not None and row.end_ms is not None:
        when += f" – {row.end_ms / 1000:.2f}"  # noqa: RUF001 - a dash between two numbers
    item = QTreeWidgetItem([when, row.title, text])
    item.setToolTip(2, text)
    return item
