from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.terms import State
from desktop.ui.theme import DARK, LIGHT, Colours, Theme, palette

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
    assert {pair: _contrast(*pair) for pair in pairs if _contrast(*pair) < READABLE} == {}


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
