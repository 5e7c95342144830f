"""The big button says by its shape alone what Sotto does."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

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
