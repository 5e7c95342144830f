"""The panels on either side of the conversation: beside it, or in its place where there is no room for both."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.ui.metrics.metrics_panel import MetricsPanel
from desktop.ui.past.history import HistoryPanel

SIDE_BY_SIDE = 760
"""From this width on, in pixels, the history stands beside the conversation; below, in its place."""
_SIDEBAR, _METRICS, _TALK = 270, 380, 400
"""Widths of history and metrics, and the least that is left to the conversation."""
_ANY = 16_777_215
_ALONG = {
    "history": QBoxLayout.Direction.BottomToTop,
    "metrics": QBoxLayout.Direction.TopToBottom,
    "": QBoxLayout.Direction.LeftToRight,
}
"""So that what stays of the middle is above the panel that takes its place."""


class Sides(QWidget):
    """History, middle and metrics in a row. Where they do not all fit, the panel opened last is the one that stays.

    A panel that takes the place of the conversation stands below what the middle keeps: state, messages, questions.
    """

    changed = Signal()
    """A panel was opened or closed."""
    history_left = Signal()
    """The history gave way."""
    left_alone = Signal()
    """A panel that had the keyboard was closed."""

    def __init__(self, history: HistoryPanel, middle: QWidget, metrics: MetricsPanel) -> None:
        super().__init__()
        self._history, self._middle, self._metrics = history, middle, metrics
        self._newest: QWidget = history
        self._wide = _ANY
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for part in (history, middle, metrics):
            self._row.addWidget(part, int(part is middle))
        history.hide()
        metrics.hide()

    @property
    def covering(self) -> QWidget | None:
        """The panel that takes the place of the conversation."""
        if not self._history.isHidden() and self._wide < SIDE_BY_SIDE:
            return self._history
        return self._metrics if not self._metrics.isHidden() and self._wide < _METRICS + _TALK else None

    @property
    def left(self) -> int:
        """Width in pixels that the panels leave to the middle."""
        if self.covering is not None:
            return self._wide
        return self._wide - _SIDEBAR * (not self._history.isHidden()) - _METRICS * (not self._metrics.isHidden())

    def show_history(self, shown: bool) -> None:
        """Open or close the history."""
        self._show(self._history, shown)

    def toggle_metrics(self) -> None:
        """Open or close the metrics."""
        self._show(self._metrics, self._metrics.isHidden())

    def uncover(self) -> None:
        """Bring the conversation forward where a panel has its place."""
        if self.covering is not None:
            self._close(self.covering)

    def arrange(self, wide: int) -> None:
        """Put everything into its place in a window of this width, in pixels."""
        self._wide = wide
        both = not self._history.isHidden() and not self._metrics.isHidden()
        if both and wide < _SIDEBAR + _METRICS + _TALK:
            self._close(self._metrics if self._newest is self._history else self._history)
            return  # closing arranged them anew
        covering = self.covering
        name = "history" if covering is self._history else "metrics" if covering is self._metrics else ""
        self._row.setDirection(_ALONG[name])
        for part in (self._history, self._middle, self._metrics):
            self._row.setStretchFactor(part, int(part is (covering or self._middle)))
        for panel, width in ((self._history, _SIDEBAR), (self._metrics, _METRICS)):
            panel.setMaximumWidth(width if covering is None else _ANY)
            panel.setMinimumWidth(width if covering is None else 0)
        self._metrics.edge.setVisible(covering is None)

    def _show(self, panel: QWidget, shown: bool) -> None:
        focus = self.window().focusWidget()
        held = focus is not None and panel.isAncestorOf(focus)
        panel.setVisible(shown)
        if shown:
            self._newest = panel
        self.changed.emit()
        if held and not shown:
            self.left_alone.emit()

    def _close(self, panel: QWidget) -> None:
        if panel is self._history:
            self.history_left.emit()
        else:
            self._show(panel, shown=False)
