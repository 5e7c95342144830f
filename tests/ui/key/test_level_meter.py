from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.key.level_meter import LevelMeter
from desktop.ui.look.theme import Theme


@pytest.fixture
def meter(qtbot: QtBot, theme: Theme) -> LevelMeter:
    meter = LevelMeter(theme, gap=40)
    qtbot.addWidget(meter)
    meter.resize(600, 112)
    meter.show()
    return meter


@pytest.mark.parametrize(("peak", "level"), [(1.0, 1.0), (10.0, 1.0), (0.1, 0.6)])
def test_loudness_is_shown_in_decibels(qtbot: QtBot, meter: LevelMeter, peak: float, level: float) -> None:
    with qtbot.waitSignal(meter.moved) as moved:
        meter.measure(peak)
    assert moved.args == [pytest.approx(level)]


@pytest.mark.parametrize("peak", [0.0, -1.0, 0.001, float("nan")])
def test_silence_and_nonsense_move_nothing(meter: LevelMeter, peak: float) -> None:
    meter.measure(peak)
    assert not meter.running


def test_it_comes_to_rest_by_itself(qtbot: QtBot, meter: LevelMeter) -> None:
    meter.measure(0.5)
    assert meter.running
    qtbot.waitUntil(lambda: not meter.running, timeout=20_000)
    assert meter.level == 0
