from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.terms import State
from desktop.ui.hand import overlay as module
from desktop.ui.hand.overlay import Overlay
from desktop.ui.look.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)  # the offscreen platform


@pytest.fixture
def overlay(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[Overlay]:
    monkeypatch.setattr(module, "_LINGER_MS", 20)
    made = Overlay(theme)
    qtbot.addWidget(made)
    yield made
    made.hide()


def test_it_comes_with_speech_and_goes_after_the_answer(qtbot: QtBot, overlay: Overlay) -> None:
    overlay.allow(True)
    overlay.show_state(State.IDLE)
    assert not overlay.isVisible()
    for state in (State.LISTENING, State.THINKING, State.SPEAKING):
        overlay.show_state(state)
        assert overlay.isVisible()
        assert overlay.state.state is state
    overlay.show_state(State.IDLE)
    assert overlay.isVisible(), "what was understood can be read a moment longer"
    qtbot.waitUntil(lambda: not overlay.isVisible())


def test_it_shows_level_and_words_and_forgets_those_of_the_turn_before(overlay: Overlay) -> None:
    overlay.allow(True)
    overlay.show_level(0.5)
    assert not overlay.meter.running, "nobody sees it"
    overlay.show_state(State.LISTENING)
    overlay.show_level(0.5)
    assert overlay.meter.running
    overlay.show_words("what time\x07")
    assert overlay.words.text() == "what time\u2407"
    overlay.show_state(State.THINKING)
    assert overlay.words.text() == "what time\u2407"
    overlay.show_state(State.LISTENING)
    assert overlay.words.text() == ""


def test_it_stays_away_while_it_is_not_allowed(overlay: Overlay) -> None:
    overlay.show_state(State.LISTENING)
    assert not overlay.isVisible()
    overlay.allow(True)
    assert overlay.isVisible(), "another program came to the front while speaking"
    overlay.allow(False)
    assert not overlay.isVisible()


def test_it_cannot_have_the_focus_and_lies_on_the_screen(overlay: Overlay) -> None:
    flags = overlay.windowFlags()
    assert flags & Qt.WindowType.WindowDoesNotAcceptFocus
    assert flags & Qt.WindowType.WindowTransparentForInput
    assert overlay.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    overlay.allow(True)
    overlay.show_state(State.LISTENING)
    assert QGuiApplication.focusWindow() is not overlay.windowHandle()
    assert QGuiApplication.primaryScreen().availableGeometry().contains(overlay.geometry())
