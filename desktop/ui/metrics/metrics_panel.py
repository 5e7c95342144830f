"""What is inside: where the time of the last turn went, the last hour, percentiles, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.observability.series import QUEUES, Series
from desktop.terms import Outcome
from desktop.ui.hand.window_chooser import WindowChooser
from desktop.ui.look.elided_label import ElidedLabel
from desktop.ui.look.key_words import key_words
from desktop.ui.look.naming import named
from desktop.ui.look.pauses import PAINTED_MS
from desktop.ui.look.quantities import figure
from desktop.ui.look.theme import Theme
from desktop.ui.metrics.metric_words import OUTCOME_WORDS, written
from desktop.ui.metrics.percentile_table import PercentileTable
from desktop.ui.metrics.trends import Trends
from desktop.ui.metrics.waterfall_view import WaterfallView
from desktop.ui.past.count_grid import CountGrid
from desktop.ui.talk.timing_strip import DASH
from desktop.wording import marked, tr

if TYPE_CHECKING:
    from desktop.observability.metrics import Metrics, Snapshot

METRICS_KEYS = "Ctrl+I"
_INSET = 4
"""Waterfall and table have this much inside, for the ring that shows the focus."""
PERIOD_MS = 250
"""At most four times a second."""
LOADING = marked("Sotto is not ready yet. Its figures appear here as soon as it is.")
EMPTY = marked(
    "Say something: here you will see where the time went, from your last word to the first sound of the answer."
)
_COUNTS = (
    Series.TURNS, Series.FAILED, Series.INTERRUPTED,
    Series.IGNORED, Series.REPLY_TOKENS, Series.CACHE_HITS,
    Series.UNDERRUNS, Series.OVERRUNS, Series.DROPPED,
)  # fmt: skip
_SUMS = (Series.REPLY_TOKENS, Series.UNDERRUNS, Series.OVERRUNS, Series.DROPPED)
"""Those of which a value counts as many as it says."""


class MetricsPanel(QFrame):
    """Reads the figures while it is on show, and touches only what changed."""

    shown = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("metrics")
        self._metrics: Metrics | None = None
        self._seen = -1
        self.hide_button = named(QPushButton(tr("Hide")), "quiet")
        self.hide_button.setToolTip(tr("Hide the metrics ({keys})").format(keys=key_words(METRICS_KEYS)))
        self.hide_button.setAccessibleName(tr("Hide metrics"))
        self.chooser = WindowChooser()
        self.waterfall, self.trends = WaterfallView(theme), Trends(theme)
        self.table, self.counts, self.queues = PercentileTable(), CountGrid(_COUNTS, 3), CountGrid(QUEUES, 5)
        self.total = named(ElidedLabel(), "figureTotal")
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.empty = named(QLabel(tr(LOADING)), "secondary")
        self.empty.setWordWrap(True)
        self.waterfall.hide()
        for widget in (self.empty, self.trends, self.counts, self.queues):
            widget.setContentsMargins(_INSET, 0, _INSET, 0)
        self.scroller, self.edge = QScrollArea(), named(QFrame(), "edge")
        self._arrange()
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(self._look)
        self.chooser.changed.connect(self.refresh)
        self.setAccessibleName(tr("Metrics"))

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 14, 12, 6)
        top.addSpacing(8)
        top.addWidget(named(QLabel(tr("Metrics")), "heading"))
        top.addStretch()
        top.addWidget(self.hide_button)
        self.scroller.setWidget(self._content())
        self.scroller.setWidgetResizable(True)
        self.scroller.setFrameShape(QFrame.Shape.NoFrame)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scroller.setAccessibleName(tr("Metrics, scrolled by the arrow keys"))
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.scroller, 1)
        row = QHBoxLayout(self)  # mirrors itself, so that the edge stays on the side of the conversation
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.edge)
        row.addLayout(column, 1)

    def _content(self) -> QWidget:
        content = named(QWidget(), "content")
        column = QVBoxLayout(content)
        column.setContentsMargins(14, 2, 14, 16)
        column.setSpacing(8)
        column.addLayout(_section(tr("Last turn"), self.total))
        column.addWidget(self.empty)
        column.addWidget(self.waterfall)
        column.addSpacing(8)
        column.addLayout(_section(tr("Last hour")))
        column.addWidget(self.trends)
        column.addSpacing(8)
        column.addLayout(_section(tr("Steps"), self.chooser))
        column.addWidget(self.table)
        column.addSpacing(8)
        column.addLayout(_section(tr("Counts")))
        column.addWidget(self.counts)
        column.addSpacing(8)
        column.addLayout(_section(tr("Waiting in queues")))
        column.addWidget(self.queues)
        column.addStretch()
        return content

    def attach(self, metrics: Metrics | None) -> None:
        """Show these figures from now on, or none any more."""
        self._metrics, self._seen = metrics, -1
        self.empty.setText(tr(LOADING) if metrics is None else tr(EMPTY))
        self._look()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to read."""
        super().showEvent(event)
        self.scroller.setUpdatesEnabled(False)
        QTimer.singleShot(PAINTED_MS, self, lambda: self.scroller.setUpdatesEnabled(True))
        self._timer.start()
        self._look()
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Read no more."""
        super().hideEvent(event)
        self._timer.stop()

    def _look(self) -> None:
        if self._metrics is not None and self.isVisible() and self._metrics.version != self._seen:
            self.refresh()

    def refresh(self) -> None:
        """Show the figures as they are now."""
        if self._metrics is None:
            return
        self._seen = self._metrics.version
        snapshot = self._metrics.snapshot(self.chooser.window_s)
        self._show_turn(snapshot)
        self.trends.show_snapshot(snapshot)
        self.table.show_snapshot(snapshot)
        self.counts.show_counts({name: _count(name, snapshot) for name in _COUNTS})
        self.queues.show_counts({name: written(name, snapshot.latest.get(name, 0)) for name in QUEUES})

    def _show_turn(self, snapshot: Snapshot) -> None:
        turn = snapshot.turn
        none = turn is None or not turn.steps
        if self.empty.isHidden() == none:
            self.empty.setVisible(none)
            self.waterfall.setVisible(not none)
        self.waterfall.show_turn(turn)
        text = _total(turn.wait, turn.outcome) if turn is not None else ""
        if self.total.text() != text:
            self.total.setText(text)


def _section(title: str, beside: QWidget | None = None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.setContentsMargins(_INSET, 0, _INSET, 0)
    row.addWidget(named(QLabel(title), "section"))
    if beside is None or not isinstance(beside, QLabel):
        row.addStretch()
    if beside is not None:
        row.addWidget(beside, int(isinstance(beside, QLabel)))  # words end in an ellipsis where there is no room
    return row


def _total(wait: float | None, outcome: Outcome) -> str:
    waited = written(Series.WAIT, wait) if wait is not None else ""
    if outcome is Outcome.COMPLETED:
        return tr("{waited} to first sound").format(waited=waited) if waited else ""
    return ", ".join(part for part in (tr(OUTCOME_WORDS[outcome]), waited) if part)


def _count(name: Series, snapshot: Snapshot) -> str:
    summary = snapshot.summaries[name]
    if name is Series.FAILED and snapshot.error_rate:
        return f"{figure(summary.count, ',')} ({figure(snapshot.error_rate, '.0%')})"
    if name is Series.CACHE_HITS:
        share = snapshot.cache_hits
        return DASH if share is None else f"{figure(summary.count, ',')} ({figure(share, '.0%')})"
    return written(name, summary.total if name in _SUMS else summary.count)
