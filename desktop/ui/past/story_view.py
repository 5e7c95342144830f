"""Sound, speech probability and stages of one turn on one axis. Late: pyqtgraph takes a second to import."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.look.steps import Steps
from desktop.ui.look.theme import Theme
from desktop.ui.past.story_rows import Row, Told, Wave
from desktop.wording import tr

_LEAST_MS = 12.0
"""Width of a stage that took no time, so that it can be seen."""
_ROOM = 0.03
_LEAST_HIGH = 190
_WITHIN = "enclosed"
"""Has pyqtgraph fill what a line goes around."""


class StoryView(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Three bands over one axis of seconds. It takes neither the focus nor the mouse: the rows say all there is."""

    def __init__(self, told: Told, rows: Sequence[Row], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumHeight(_LEAST_HIGH)
        self.setAccessibleName(tr("What happened, along the time"))
        self._told, self._rows = told, [row for row in rows if row.ms is not None]
        self._plots: list[pg.PlotItem] = []
        self._cursors: list[pg.InfiniteLine] = []
        self._pointed: Row | None = None
        self._steps = Steps(self._make(), self)
        self._steps.begin()

    @property
    def drawn(self) -> bool:
        """Whether it is all there."""
        return self._steps.over

    def _make(self) -> Generator[None, None, None]:
        """Add one band at a time, then draw, one thing at a time, so that the window never stalls."""
        for place, name in enumerate((tr("Sound"), tr("Speech"), tr("Stages"))):
            self._plots.append(self._add_plot(place, name))
            self._cursors.append(pg.InfiniteLine(0, angle=90))
            self._plots[place].setXLink(self._plots[0] if place else None)
            yield
        yield from self._draw()
        self._theme.changed.connect(self._draw_again)
        if self._pointed is not None:
            self.point_at(self._pointed)

    def _draw_again(self) -> None:
        for _step in self._draw():
            pass

    def point_at(self, row: Row) -> None:
        """Show where on the axis a row lies; one that has no time is nowhere."""
        self._pointed = row
        for cursor in self._cursors:
            cursor.setVisible(row.ms is not None)
            cursor.setValue((row.ms or 0.0) / 1000)

    def _add_plot(self, row: int, name: str) -> pg.PlotItem:
        plot = self.addPlot(row=row, col=0, enableMenu=False)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.setLabel("left", name, **{"font-size": "8pt"})  # as long as its band is high, in any language
        plot.getAxis("left").setStyle(showValues=False, tickLength=0)
        plot.getAxis("left").setWidth(28)
        plot.getAxis("bottom").setStyle(showValues=row == 2)
        self.ci.layout.setRowStretchFactor(row, 1)
        return plot

    def _draw(self) -> Generator[None, None, None]:
        sound, speech, stages = self._plots
        self._dress()
        sound.setYRange(-1, 1, padding=_ROOM)
        speech.setYRange(0, 1, padding=_ROOM)
        self._span()  # before there is anything, or each thing that is added would stretch the axis
        yield
        for wave, colour in ((self._told.question, "listening"), (self._told.answer, "speaking")):
            if wave is not None:
                self._draw_wave(sound, wave, colour)
                yield
        self._draw_speech(speech)
        yield
        self._draw_stages(stages)

    def _dress(self) -> None:
        """Empty the bands, and give them the colours of the theme."""
        self.setBackground(self._theme.colour("surface"))
        for plot, cursor in zip(self._plots, self._cursors, strict=True):
            plot.clear()
            plot.addItem(cursor, ignoreBounds=True)
            cursor.setPen(pg.mkPen(self._theme.colour("accent"), width=2))
            for side in ("left", "bottom"):
                plot.getAxis(side).setPen(self._theme.colour("line"))
                plot.getAxis(side).setTextPen(self._theme.colour("muted"))

    def _draw_wave(self, plot: pg.PlotItem, wave: Wave, colour: str) -> None:
        # as high as the band, whatever the microphone's level
        heights = wave.peaks / max(float(wave.peaks.max(initial=0.0)), 0.05)
        seconds = wave.start_ms / 1000 + np.linspace(0, wave.seconds, len(heights))
        around, edge = np.append(seconds, seconds[::-1]), np.append(heights, -heights[::-1])
        brush = self._theme.colour(colour)
        plot.addItem(pg.PlotCurveItem(around, edge, pen=None, brush=brush, fillLevel=_WITHIN))

    def _draw_speech(self, plot: pg.PlotItem) -> None:
        recording, wave = self._told.story.recording, self._told.question
        if recording is None or wave is None:
            return
        edges = wave.start_ms / 1000 + np.arange(len(recording.probabilities) + 1) * recording.frame_s
        fill = self._theme.colour("listening")
        fill.setAlpha(60)
        pen = pg.mkPen(self._theme.colour("listening"), width=1.5)
        chances = np.array(recording.probabilities)
        plot.plot(edges, chances, stepMode="center", pen=pen, fillLevel=0, brush=fill)

    def _draw_stages(self, plot: pg.PlotItem) -> None:
        lasting = [row for row in self._rows if row.end_ms is not None]
        for place, row in enumerate(lasting):
            start, end = (row.ms or 0.0), max(row.end_ms or 0.0, (row.ms or 0.0) + _LEAST_MS)
            bar = pg.BarGraphItem(
                x0=[start / 1000], x1=[end / 1000], y0=[-place - 0.8], y1=[-place - 0.2], pen=None,
                brush=self._theme.colour(row.colour),
            )  # fmt: skip
            plot.addItem(bar)
        plot.setYRange(-max(1, len(lasting)), 0, padding=_ROOM)

    def _span(self) -> None:
        waves = [wave for wave in (self._told.question, self._told.answer) if wave is not None]
        starts = [row.ms or 0.0 for row in self._rows] + [wave.start_ms for wave in waves]
        ends = [row.end_ms or row.ms or 0.0 for row in self._rows]
        ends += [wave.start_ms + wave.seconds * 1000 for wave in waves]
        self._plots[0].setXRange(min(starts, default=0.0) / 1000, max(ends, default=1000.0) / 1000, padding=_ROOM)
