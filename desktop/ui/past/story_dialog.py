"""What happened in a past turn: drawn along the time, and as rows that the keyboard goes through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.observability.series import WAITING, Step
from desktop.ui.look.naming import named
from desktop.ui.look.theme import Theme
from desktop.ui.metrics.metric_words import MEANINGS, TITLES
from desktop.ui.past.story_list import StoryList
from desktop.ui.past.story_rows import Told, rows_of
from desktop.ui.talk.timing_strip import duration
from desktop.wording import tr


class StoryDialog(QDialog):
    """Going through the rows moves a line over the drawing to when each happened."""

    def __init__(self, told: Told, make_view: Callable[..., Any], theme: Theme, parent: QWidget) -> None:
        """`make_view` is `StoryView`, whose library is loaded late."""
        super().__init__(parent)
        self.setWindowTitle(tr("What happened here"))
        self._shown = rows_of(told.story)
        self.view = make_view(told, self._shown, theme, self)
        self.rows = StoryList(self._shown, theme)
        about = named(QLabel(tr("Turn {number}; seconds since it began").format(number=told.story.turn)), "secondary")
        about.setWordWrap(True)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(named(QLabel(tr("What happened here")), "heading"))
        column.addWidget(about)
        if words := why_slow(told.story.waterfall):
            why = QLabel(words)
            why.setWordWrap(True)
            column.addWidget(why)
        column.addWidget(self.view, 2)
        column.addWidget(self.rows, 3)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        room = parent.window().size()
        self.resize(min(820, max(380, room.width() - 40)), min(760, max(460, room.height() - 40)))
        self.rows.currentRowChanged.connect(self._point_at)
        self.rows.setCurrentRow(0)
        self.rows.setFocus()

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
