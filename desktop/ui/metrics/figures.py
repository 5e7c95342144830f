"""Between the assistant's figures and the panel that shows them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from desktop.ui.assistant_like import AssistantLike
from desktop.ui.background import Background
from desktop.ui.look.pauses import PAINTED_MS
from desktop.ui.metrics.metrics_panel import MetricsPanel

_CHART = "desktop.ui.metrics.trend_chart"


class Figures(QObject):
    """Gives the panel its figures, and its curves once it is first on show."""

    def __init__(self, panel: MetricsPanel, background: Background) -> None:
        super().__init__(panel)
        self._panel, self._background = panel, background
        self._asked = False
        panel.shown.connect(self._load)

    def attach(self, assistant: AssistantLike) -> None:
        """Take the assistant, once it is loaded."""
        self._panel.attach(assistant.metrics)

    def detach(self) -> None:
        """Let go of the assistant."""
        self._panel.attach(None)

    def _load(self) -> None:
        """Loading the library that draws takes some tenths of a second, in which the window goes on."""
        if not self._asked:
            self._asked = True
            QTimer.singleShot(2 * PAINTED_MS, self, self._draw)  # the panel, and then what is in it, come first

    def _draw(self) -> None:
        self._background.modules.load(_CHART, lambda module: self._panel.trends.draw_with(module.TrendChart))
