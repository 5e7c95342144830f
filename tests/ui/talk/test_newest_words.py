"""Words drawn before the document has them stand where it puts them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.terms import Outcome
from desktop.ui.look.theme import Theme
from desktop.ui.talk.conversation import ConversationView
from desktop.ui.talk.turn_text import TurnText

_BEGUN = "Rain is likely until the evening, with wind from the west and ten degrees, and then it clears up "
"""Two lines; where a line ends is learnt from two."""


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> ConversationView:
    view = ConversationView(theme, "Conversation")
    qtbot.addWidget(view)
    view.resize(620, 300)
    view.setCursorWidth(0)  # it blinks
    view.show()
    return view


def _written(view: ConversationView, reply: str) -> TurnText:
    """Put a reply into the document."""
    view.turn(1).reply = reply
    view._dirty[1] = None
    view._draw()
    return view.turn(1)


def _added(view: ConversationView, pieces: list[str]) -> list[tuple[int, int, int, int]]:
    """Add pieces until one has to go into the document; return what was drawn anew."""
    places, turn = [], view.turn(1)
    for piece in pieces:
        turn.reply += piece
        if (place := view._newest.add(1, turn)) is None:
            turn.reply = turn.reply[: -len(piece)]
            break
        places.append(place)
    return places


def _end(view: ConversationView) -> tuple[float, float]:
    """Where the next word would stand; a space that leaves the line takes no room in the document."""
    return min(view._newest._x, view.viewport().width()), view._newest._baseline


_WORDS = st.text("aeimnorstvwAVT019.,;:!?'-/()", min_size=1, max_size=12)
_PIECES = st.one_of(_WORDS, _WORDS.map(" {}".format), _WORDS.map("{} ".format), st.just(" "), st.just("two words "))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(_PIECES, min_size=5, max_size=25), st.integers(320, 700))
@example(["before (", " (behind", " openers"] * 8, 500)
@example(["half", "-hearted", "/hearty "] * 8, 500)
@example(["a word ", "that ", "goes ", "on", "ward ", "for ", "ever"] * 4, 420)
def test_the_next_words_would_stand_at_the_same_place(view: ConversationView, pieces: list[str], width: int) -> None:
    view.clear_turns()
    view.resize(width, 300)
    _written(view, _BEGUN)
    _added(view, pieces)
    x, baseline = _end(view)
    _written(view, view.turn(1).reply)
    later_x, later_baseline = _end(view)
    assert x == pytest.approx(later_x, abs=1)
    assert baseline == pytest.approx(later_baseline, abs=0.1)


@pytest.mark.parametrize("kind", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
@pytest.mark.parametrize("before", [0, 20])
def test_a_reply_goes_on_in_the_next_line_in_sight(
    qtbot: QtBot, view: ConversationView, theme: Theme, kind: Qt.ColorScheme, before: int
) -> None:
    """At the end of a long conversation, too; the document agrees to the pixel."""
    theme.force(kind)
    view.set_turns(
        {index - before: TurnText("what", "so", "so", Outcome.COMPLETED) for index in range(1, before + 1)}
    )
    qtbot.waitUntil(lambda: view.settled)
    _written(view, _BEGUN)
    QApplication.processEvents()
    line, text = view._newest._line, view.toPlainText()
    painted: list[None] = []
    view.after_paint = lambda: painted.append(None)
    while view._newest._line == line:
        view.turn(1).reply += "more words "
        assert view._draw_newest(1)
        qtbot.waitUntil(lambda: bool(painted))
        painted.clear()
    top, height = view._newest._line
    assert view.viewport().rect().contains(QRect(0, top - view._top, 1, height))
    assert view.toPlainText() == text
    early = _picture(view)
    place = view.verticalScrollBar().value()
    _written(view, view.turn(1).reply)
    assert view.verticalScrollBar().value() - place == (26 if before else 0)
    view.verticalScrollBar().setValue(place)
    QApplication.processEvents()
    assert view.toPlainText() != text
    assert early == _picture(view)


def _picture(view: ConversationView) -> QImage:
    return view.screen().grabWindow(view.winId()).toImage().copy(view.viewport().geometry())


def test_there_is_room_for_one_line_alone(view: ConversationView) -> None:
    _written(view, _BEGUN)
    places = _added(view, ["another "] * 30)
    assert {top for _left, top, _width, _height in places} == {places[0][1], places[-1][1]}
    assert places[-1][1] - places[0][1] == pytest.approx(26, abs=1)


@pytest.mark.parametrize("width", range(600, 620))
def test_all_that_is_painted_is_in_sight_where_a_space_hangs_over(view: ConversationView, width: int) -> None:
    """Or the whole view is painted for it."""
    view.resize(width, 300)
    _written(view, _BEGUN)
    places = _added(view, ["m", " "] * 200)
    assert max(left + wide for left, _top, wide, _height in places) <= view.viewport().width()


def test_a_burst_goes_into_the_document_at_once(view: ConversationView) -> None:
    _written(view, _BEGUN)
    assert _added(view, ["i " * 60]) == []
