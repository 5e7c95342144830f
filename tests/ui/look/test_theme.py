from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle, QWidget
from pytestqt.qtbot import QtBot

from desktop.settings import Settings
from desktop.settings.window import AppearanceSettings, Brightness
from desktop.terms import State
from desktop.ui.key.state_indicator import WASH
from desktop.ui.look.colours import DARK, LIGHT, Colours
from desktop.ui.look.theme import Theme, palette
from tests.ui.conftest import Desk

READABLE = 4.5
"""Contrast that WCAG asks of text."""


def _light(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    c = QColor(colour)
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF())


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable(colours: Colours) -> None:
    pairs = [(text, ground) for text in (colours.ink, colours.muted) for ground in _grounds(colours)]
    pairs += [(colours.of_state(state), colours.window) for state in State]
    pairs += [(colours.on_accent, colours.of_state(state)) for state in State]
    pairs += [(colours.danger, colours.window), (colours.danger, colours.danger_surface)]
    pairs += [(colours.ink, colours.danger_surface), (colours.accent, colours.tint), (colours.window, colours.ink)]
    pairs += [(colours.accent, colours.surface), (colours.danger, colours.surface)]
    pairs += [(word, _wash(word, colours.window)) for word in (*map(colours.of_state, State), colours.danger)]
    pairs += [(colours.of_state(state), colours.tint) for state in State]
    assert {pair: _contrast(*pair) for pair in pairs if _contrast(*pair) < READABLE} == {}


def _wash(colour: str, ground: str) -> str:
    """What is behind the word of a state in its pill."""
    over, under = QColor(colour), QColor(ground)
    parts = zip(over.getRgbF()[:3], under.getRgbF()[:3], strict=True)
    return QColor.fromRgbF(*(WASH * above + (1 - WASH) * below for above, below in parts)).name()


def _grounds(colours: Colours) -> tuple[str, ...]:
    return colours.window, colours.surface, colours.tint


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_what_nobody_heard_is_fainter_but_there(colours: Colours) -> None:
    assert READABLE <= _contrast(colours.unheard, colours.window) < _contrast(colours.muted, colours.window)
    assert _contrast(colours.unheard, colours.ink) > 3, "it is told apart from what was heard"


def test_forcing_a_scheme_tells_and_changes(qtbot: QtBot) -> None:
    theme = Theme(Qt.ColorScheme.Light)
    with qtbot.waitSignal(theme.changed):
        theme.force(Qt.ColorScheme.Dark)
    assert theme.colours is DARK


def test_following_the_system(qtbot: QtBot) -> None:
    told = QGuiApplication.styleHints().colorSchemeChanged
    following, forced = Theme(), Theme(Qt.ColorScheme.Light)
    with qtbot.waitSignal(following.changed), qtbot.assertNotEmitted(forced.changed):
        told.emit(Qt.ColorScheme.Dark)


def test_a_dressed_window_has_the_palette(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    Theme(Qt.ColorScheme.Dark).dress(window)
    assert window.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    assert "$" not in window.styleSheet()


def test_the_palette_greys_out_disabled_text() -> None:
    colour = palette(LIGHT).color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert colour == QColor(LIGHT.faint)


@pytest.mark.parametrize(("chosen", "colours"), [(Brightness.LIGHT, LIGHT), (Brightness.DARK, DARK)])
def test_the_settings_choose_light_or_dark(desk: Desk, chosen: Brightness, colours: Colours) -> None:
    desk.assistant.settings = Settings(appearance=AppearanceSettings(brightness=chosen))
    desk.controller.preferences.kept.emit(desk.assistant.settings)
    assert desk.window.theme.colours is colours
    assert desk.window.palette().color(QPalette.ColorRole.Window) == QColor(colours.window)


def test_following_the_system_is_chosen_again() -> None:
    theme = Theme(Qt.ColorScheme.Dark)
    theme.take(AppearanceSettings())
    system = QGuiApplication.styleHints().colorScheme()
    assert theme.colours is (DARK if system is Qt.ColorScheme.Dark else LIGHT)


def test_with_less_motion_the_level_lights_up_in_place(desk: Desk) -> None:
    assert not desk.window.theme.still
    desk.window.theme.take(AppearanceSettings(less_motion=True))
    assert desk.window.theme.still
    meter = desk.window.dock.meter
    meter.measure(1.0)
    full = list(meter._bars)
    assert len(set(full)) == 1  # all lit, alike
    meter._tick()
    assert set(meter._bars) == {0.0, full[0]}  # the outer ones go out; none has moved
    assert list(meter._bars) == sorted(meter._bars, reverse=True)


def test_where_the_system_shows_no_animations_nothing_moves(desk: Desk, qapp: QApplication) -> None:
    class Still(QProxyStyle):
        def styleHint(self, hint: QStyle.StyleHint, *rest: Any) -> int:  # noqa: N802 - Qt's name
            return 0 if hint is QStyle.StyleHint.SH_Widget_Animation_Duration else super().styleHint(hint, *rest)

    before = qapp.style().name()
    qapp.setStyle(Still("fusion"))
    assert desk.window.theme.still
    qapp.setStyle(before)
    assert not desk.window.theme.still
