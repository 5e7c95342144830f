"""The big button says by its shape alone what Sotto does."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.settings.window import AppearanceSettings
from desktop.terms import State
from desktop.ui.key.talk_button import TalkButton
from desktop.ui.look.theme import Theme


def _ink(image: QImage, colour: str) -> set[tuple[int, int]]:
    """Where the glyph's own colour is, which is the same in every state."""
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {(x, y) for x, y in places if image.pixelColor(x, y).name() == colour}


def test_each_state_has_a_glyph_of_its_own_where_nothing_moves(qtbot: object, theme: Theme) -> None:
    theme.take(AppearanceSettings(less_motion=True))
    window = QWidget()
    button = TalkButton(theme, window)
    button.resize(button.sizeHint())
    drawn = {}
    for state in (State.IDLE, State.LISTENING, State.THINKING, State.SPEAKING):
        button.show_state(state)
        drawn[state] = _ink(button.grab().toImage(), theme.colours.on_accent)
    for one, other in combinations(drawn, 2):
        assert len(drawn[one] ^ drawn[other]) > 0.5 * min(len(drawn[one]), len(drawn[other])), (one, other)


def test_the_halo_follows_the_level_while_listening_and_is_painted_once_a_pixel(qtbot: QtBot, theme: Theme) -> None:
    button = TalkButton(theme)
    qtbot.addWidget(button)
    button.show_state(State.LISTENING)
    grown = []
    for level in (0.0, 0.5, 1.0):
        button.show_level(level)
        colours = button.grab().toImage()
        middle = colours.height() // 2
        grown.append(sum(colours.pixelColor(x, middle) != theme.colour("window") for x in range(colours.width())))
    assert grown == sorted(set(grown))
    kept = len(button._pictures)
    for level in range(101):
        button.show_level(level / 100)
        button.grab()
    assert len(button._pictures) <= kept + 8
    button.show_state(State.IDLE)
    assert not button._pictures, "those of another state are given back"
