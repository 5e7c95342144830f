"""The small curves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.look.theme import Theme
from desktop.ui.metrics.trend_chart import TrendChart, ceiling


@given(st.floats(1e-6, 1e9))
def test_a_scale_is_the_next_round_number(value: float) -> None:
    top = ceiling(value)
    assert value <= top * (1 + 1e-6)
    assert top <= value * 2.5 * (1 + 1e-6)
    assert round(float(f"{top:e}".split("e")[0])) in (1, 2, 5, 10)


def test_a_scale_of_nothing() -> None:
    assert ceiling(0) == 1


class _Paints(QObject):
    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.fixture
def chart(qtbot: QtBot) -> TrendChart:
    made = TrendChart(Theme(Qt.ColorScheme.Dark), "accent", dots=True)
    qtbot.addWidget(made)
    made.resize(160, 46)
    made.show()
    qtbot.waitExposed(made)
    return made


def _settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def test_it_is_painted_only_where_something_moves_by_a_pixel(chart: TrendChart) -> None:
    chart.show_points([(-2.0, 300.0), (-1.0, 320.0)])
    _settle()
    paints = _Paints(chart)
    chart.viewport().installEventFilter(paints)
    chart.show_points([(-2.0, 300.0), (-1.0, 320.4)])
    _settle()
    assert paints.count == 0
    chart.show_points([(-2.0, 300.0), (-1.0, 390.0)])
    _settle()
    assert paints.count > 0


def test_values_reach_the_picture(chart: TrendChart) -> None:
    def drawn() -> int:
        image = chart.grab().toImage()
        colour = Theme(Qt.ColorScheme.Dark).colour("accent")
        return sum(image.pixelColor(x, y) == colour for x in range(image.width()) for y in range(image.height()))

    chart.show_points([])
    _settle()
    assert drawn() == 0
    chart.show_points([(float(-minute), 100.0) for minute in range(60, -1, -1)])
    _settle()
    assert drawn() > 50
