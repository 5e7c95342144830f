from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.settings.window import AppearanceSettings
from desktop.terms import State
from desktop.ui.key.level_meter import LevelMeter
from desktop.ui.look.theme import Theme
from tests.ui.paints import Paints


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


@pytest.mark.parametrize(("state", "most"), [(State.LISTENING, 13), (State.IDLE, 5), (State.SPEAKING, 5)])
def test_a_peak_is_a_bar_at_once_and_those_just_after_it_none_of_their_own(
    meter: LevelMeter, state: State, most: int
) -> None:
    """One each 25 ms at most while somebody is listened to, otherwise each 75."""
    meter.show_state(state)
    meter.measure(1.0)
    assert meter.level == 1.0
    begun, times = time.perf_counter(), {meter._due}
    while time.perf_counter() < begun + 0.3:
        meter.measure(1.0)
        times.add(meter._due)
    assert 2 <= len(times) <= most


def test_one_for_the_ear_alone_is_quick_in_every_state(theme: Theme, qtbot: QtBot) -> None:
    meter = LevelMeter(theme, gap=2, quick=True)
    qtbot.addWidget(meter)
    meter.show_state(State.IDLE)
    times = set()
    begun = time.perf_counter()
    while time.perf_counter() < begun + 0.3:
        meter.measure(1.0)
        times.add(meter._due)
    assert len(times) > 5


def test_a_peak_right_after_it_came_to_rest_is_not_lost(qtbot: QtBot, meter: LevelMeter) -> None:
    meter.measure(0.5)
    meter._bars.extend([0.0] * 48)
    meter._peak = 0.0
    meter._tick()
    assert not meter.running
    with qtbot.waitSignal(meter.moved) as moved:
        meter.measure(1.0)
    assert moved.args == [1.0]


def test_a_bar_paints_the_wings_alone(qtbot: QtBot, theme: Theme) -> None:
    window, meter = QWidget(), LevelMeter(theme, gap=74)
    QHBoxLayout(window).addWidget(meter)
    qtbot.addWidget(window)
    window.resize(700, 200)
    window.show()
    qtbot.waitExposed(window)
    qtbot.wait(100)
    paints = Paints(window)
    meter.measure(1.0)
    qtbot.waitUntil(lambda: meter in paints.painted)
    qtbot.wait(100)
    assert list(paints.painted) == [meter], "nothing behind it is painted"
    assert not paints.painted[meter].contains(meter.rect().center()), "nor what stands in the middle"
    lit = meter.grab().toImage().pixelColor(meter.width() // 2 + 74 + 2, meter.height() // 2)
    assert lit != theme.colour("window")


def test_it_takes_the_colours_of_state_and_theme(qtbot: QtBot, meter: LevelMeter, theme: Theme) -> None:
    seen = set()
    for scheme in (Qt.ColorScheme.Light, Qt.ColorScheme.Dark):
        theme.force(scheme)
        for state in (State.IDLE, State.LISTENING):
            meter.show_state(state)
            meter.measure(1.0)
            image = meter.grab().toImage()
            assert image.pixelColor(300, 5) == theme.colour("window")
            seen.add(QColor(image.pixelColor(342, 56)).name())
    assert len(seen) == 4


def test_less_motion_is_obeyed_while_it_moves(meter: LevelMeter, theme: Theme) -> None:
    meter.measure(1.0)
    theme.take(AppearanceSettings(less_motion=True))
    meter._tick()
    assert list(meter._bars) == sorted(meter._bars, reverse=True)
    assert len(set(meter._bars)) == 2, "lit or not, in place"
