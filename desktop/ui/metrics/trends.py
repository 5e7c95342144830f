"""Four small curves of the last hour, each with its newest value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.observability.series import TRENDS, Series
from desktop.ui.look.elided_label import ElidedLabel
from desktop.ui.look.naming import named
from desktop.ui.look.theme import Theme
from desktop.ui.metrics.metric_words import MEANINGS, TITLES, written
from desktop.wording import tr

if TYPE_CHECKING:
    from desktop.observability.metrics import Snapshot

_COLOURS = {
    Series.WAIT: "accent",
    Series.TOKENS_A_SECOND: "thinking",
    Series.MEMORY: "speaking",
    Series.PROCESSOR: "listening",
}
_TURNS = (Series.WAIT, Series.TOKENS_A_SECOND)
"""Those that have a value a turn; the others have one every two seconds."""
_CHART_HEIGHT = 46


class Chart(Protocol):
    """What draws a curve."""

    def show_points(self, points: Sequence[tuple[float, float]]) -> None:
        """Show minutes before now, and values."""


class MakeChart(Protocol):
    """`TrendChart`, once its library is loaded."""

    def __call__(self, theme: Theme, colour: str, *, dots: bool) -> QWidget:
        """Return a widget that is a `Chart`."""


class _Tile(QFrame):
    """Title, newest value, and the place of the curve."""

    def __init__(self, name: Series) -> None:
        super().__init__()
        self.setToolTip(tr(MEANINGS[name]))
        self.name = name
        self.value = named(QLabel(written(name, None)), "figure")
        self.chart: Chart | None = None
        self._place = QVBoxLayout()
        self._keep = QWidget()
        self._keep.setFixedHeight(_CHART_HEIGHT)
        self._place.addWidget(self._keep)
        top = QHBoxLayout()
        title = named(ElidedLabel(), "small")
        title.setText(tr(TITLES[name]))
        title.setToolTip(f"{tr(TITLES[name])}: {tr(MEANINGS[name])}")
        top.addWidget(title, 1)
        top.addWidget(self.value)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(self._place)

    def take_chart(self, chart: QWidget) -> None:
        chart.setFixedHeight(_CHART_HEIGHT)
        self._place.replaceWidget(self._keep, chart)
        self._keep.deleteLater()
        self.chart = chart  # type: ignore[assignment]  # it is both

    def show_points(self, points: Sequence[tuple[float, float]], latest: float | None) -> None:
        text = written(self.name, latest)
        if text != self.value.text():
            self.value.setText(text)
            self.setAccessibleName(f"{tr(TITLES[self.name])}: {text}")
        self.setAccessibleDescription(_course(self.name, points))
        if self.chart is not None:
            self.chart.show_points(points)


class Trends(QWidget):
    """The wait and the speed of the language model a turn, memory and processor of the process."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._snapshot: Snapshot | None = None
        self._tiles = {name: _Tile(name) for name in TRENDS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(12)
        for at, tile in enumerate(self._tiles.values()):
            grid.addWidget(tile, at // 2, at % 2)
            grid.setColumnStretch(at % 2, 1)

    @property
    def drawn(self) -> bool:
        """Whether there are curves, and not only values."""
        return all(tile.chart is not None for tile in self._tiles.values())

    def draw_with(self, make: MakeChart) -> None:
        """Add the curves, one at a time so that the window never stalls."""
        waiting = next((tile for tile in self._tiles.values() if tile.chart is None), None)
        if waiting is None:
            return
        waiting.take_chart(make(self._theme, _COLOURS[waiting.name], dots=waiting.name in _TURNS))
        if self._snapshot is not None:
            self.show_snapshot(self._snapshot)
        QTimer.singleShot(0, self, lambda: self.draw_with(make))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the course of the last hour."""
        self._snapshot = snapshot
        for name, tile in self._tiles.items():
            tile.show_points(snapshot.trends[name], snapshot.latest.get(name))

    def text_of(self, name: Series) -> str:
        """The newest value on show."""
        return self._tiles[name].value.text()


def _course(name: Series, points: Sequence[tuple[float, float]]) -> str:
    if not points:
        return tr("Nothing yet")
    values = [value for _, value in points]
    return tr("Over the last hour from {least} to {most}").format(
        least=written(name, min(values)), most=written(name, max(values))
    )
