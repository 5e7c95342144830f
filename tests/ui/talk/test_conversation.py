from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.terms import Outcome
from desktop.ui.look.colours import DARK
from desktop.ui.look.theme import Theme
from desktop.ui.talk.conversation import COLUMN, ConversationView
from desktop.ui.talk.turn_text import TurnText


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> ConversationView:
    view = ConversationView(theme, "Conversation")
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    return view


def _turns(count: int) -> dict[int, TurnText]:
    return {n: TurnText(f"question {n}", f"reply {n}", "", Outcome.COMPLETED) for n in range(1, count + 1)}


def test_changes_are_drawn_together(qtbot: QtBot, view: ConversationView) -> None:
    changes: list[None] = []
    view.document().contentsChanged.connect(lambda: changes.append(None))
    for _ in range(100):
        view.turn(1).reply += "word "
        view.touch(1)
    qtbot.waitUntil(lambda: view.settled)
    assert view.toPlainText().count("word") == 100
    assert len(changes) <= 3


def test_a_turn_is_replaced_in_place_and_the_next_is_untouched(qtbot: QtBot, view: ConversationView) -> None:
    view.set_turns(_turns(3))
    qtbot.waitUntil(lambda: view.settled)
    kinds = [view.document().findBlockByNumber(n).userState() for n in range(6)]
    formats = [view.document().findBlockByNumber(n).blockFormat() for n in range(6)]
    for reply in ("", "longer\nreply", "reply 2"):
        view.turn(2).reply = reply
        view.touch(2)
        qtbot.waitUntil(lambda: view.settled)
    assert [view.document().findBlockByNumber(n).userState() for n in range(6)] == kinds
    assert [view.document().findBlockByNumber(n).blockFormat() for n in range(6)] == formats
    words = [f"{kind} {n}" for n in (1, 2, 3) for kind in ("question", "reply")]
    assert view.toPlainText().split("\n")[:6] == words


_WORDS = st.text("ab \n\U0001f642", max_size=8)
_LOOKS = st.builds(
    lambda question, reply, heard, outcome: TurnText(question, reply, (question + reply)[:heard], outcome, "why"),
    _WORDS,
    _WORDS,
    st.integers(0, 12),
    st.sampled_from([None, Outcome.COMPLETED, Outcome.INTERRUPTED, Outcome.FAILED, Outcome.IGNORED]),
)


def _looks(view: ConversationView) -> list[object]:
    """Of each paragraph what it is, and of each character how it looks."""
    found, block = list[object](), view.document().firstBlock()
    while block.isValid():
        found.append((block.userState(), block.blockFormat().topMargin(), block.blockFormat().lineHeight()))
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            look = piece.charFormat()
            found += [(one, look.foreground().color().name(), look.font().toString(), look.anchorHref())
                      for one in piece.text()]  # fmt: skip
            pieces += 1
        block = block.next()
    return found


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 2), st.booleans(), _LOOKS), max_size=6))
def test_what_is_drawn_piece_by_piece_is_what_is_drawn_at_once(
    view: ConversationView, theme: Theme, changes: list[tuple[int, bool, TurnText]]
) -> None:
    view.clear_turns()
    turns: dict[int, TurnText] = {}
    for index, more, look in changes:
        if more and index in turns:  # as a reply grows while it is spoken
            look = replace(turns[index], reply=turns[index].reply + look.reply, heard=look.heard)
        turns[index] = look
        view._turns[index] = look
        view._draw_turn(index, look)
    fresh = ConversationView(theme, "Conversation")
    for index in sorted(turns):
        fresh._draw_turn(index, turns[index])
    assert _looks(view) == _looks(fresh)


def test_a_reply_grows_where_it_was_never_shown(qtbot: QtBot, theme: Theme) -> None:
    view = ConversationView(theme, "Conversation")
    qtbot.addWidget(view)
    for place in range(30):
        turn = view.turn(1)
        turn.reply += "word "
        turn.heard = turn.reply[: place * 2]
        view._draw_turn(1, turn)
    assert view.toPlainText().count("word") == 30


_LONG = "Lisbon lies on the Tagus, and it is so old that nobody knows who gave its name. "


def test_what_is_painted_word_by_word_is_what_is_painted_at_once(qtbot: QtBot, view: ConversationView) -> None:
    """Compares what is on the screen, where only those lines were painted again that are other."""
    words = _LONG.split(" ")
    view.setCursorWidth(0)  # it blinks
    view.turn(1).transcript = "What is the capital?"
    for place in range(3 * len(words)):
        turn = view.turn(1)
        turn.reply += words[place % len(words)] + " "
        turn.heard = turn.reply[: place * 3]
        view.touch(1)
        qtbot.waitUntil(lambda: view.settled)
        QApplication.processEvents()
    shown = view.screen().grabWindow(view.winId()).toImage()
    view.viewport().update()
    qtbot.wait(50)
    assert shown == view.screen().grabWindow(view.winId()).toImage()
    assert not shown.isNull()
    assert len({shown.pixel(x, y) for x in range(100, 600, 3) for y in range(60, 200, 3)}) > 3


@pytest.mark.parametrize("kind", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_the_newest_words_are_painted_where_the_document_has_them_later(
    qtbot: QtBot, view: ConversationView, theme: Theme, kind: Qt.ColorScheme
) -> None:
    """A piece that fits its line is on the screen before the document has it, and looks the same afterwards."""
    theme.force(kind)
    view.setCursorWidth(0)  # it blinks
    turn = view.turn(1)
    turn.reply = "So it "
    view.touch(1)
    qtbot.waitUntil(lambda: view.settled)
    painted: list[None] = []
    view.after_paint = lambda: painted.append(None)
    for count, more in enumerate(("is, Tom ", "AVATAR ", "über 12.5 %"), start=1):
        time.sleep(0.011)  # as long as one drawing is from the next at least
        turn.reply += more
        view.touch(1)
        view._timer.stop()
        qtbot.waitUntil(lambda count=count: len(painted) >= count)
    assert view.toPlainText().split("\n")[0] == "So it "
    early = view.screen().grabWindow(view.winId()).toImage()
    view._timer.start(0)
    qtbot.waitUntil(lambda: view.settled)
    QApplication.processEvents()
    assert view.toPlainText().split("\n")[0] == "So it is, Tom AVATAR über 12.5 %"
    assert early == view.screen().grabWindow(view.winId()).toImage()


def test_it_stays_at_the_end_unless_the_reader_went_up(qtbot: QtBot, view: ConversationView) -> None:
    view.set_turns(_turns(50))
    qtbot.waitUntil(lambda: view.settled)
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    bar.setValue(10)
    view.turn(51).reply = "new"
    view.touch(51)
    qtbot.waitUntil(lambda: view.settled)
    assert bar.value() == 10


@pytest.mark.usefixtures("young")
def test_two_thousand_turns_open_without_a_stall(qtbot: QtBot, view: ConversationView) -> None:
    turns = _turns(2000)
    beats = [time.thread_time()]
    timer = QTimer(view, interval=5)
    timer.timeout.connect(lambda: beats.append(time.thread_time()))
    timer.start()
    view.set_turns(turns)
    qtbot.waitUntil(lambda: view.settled, timeout=20_000)
    timer.stop()
    assert max(after - before for before, after in pairwise(beats)) < 0.05


def test_the_column_is_never_too_wide_to_read(qtbot: QtBot, view: ConversationView) -> None:
    view.resize(1600, 400)
    assert view.viewport().width() <= COLUMN


def test_copying_gives_plain_lines(qtbot: QtBot, view: ConversationView) -> None:
    view.turn(1).transcript = "one\ntwo"
    view.touch(1)
    qtbot.waitUntil(lambda: view.settled)
    view.selectAll()
    data = view.createMimeDataFromSelection()
    assert data.text().strip() == "one\ntwo"
    assert not data.hasHtml()


def test_a_change_of_theme_repaints_the_words(qtbot: QtBot, view: ConversationView, theme: Theme) -> None:
    view.set_turns(_turns(1))
    qtbot.waitUntil(lambda: view.settled)
    theme.force(Qt.ColorScheme.Dark)
    qtbot.waitUntil(lambda: view.settled)
    assert view.document().find("reply").charFormat().foreground().color().name() == DARK.ink
    assert isinstance(view.grab().toImage(), QImage)


def test_another_persona_is_named_above_its_reply(qtbot: QtBot, view: ConversationView) -> None:
    turns = _turns(5)
    for number, name in ((1, "Sotto"), (2, "Sotto"), (3, "Cook"), (5, "Sotto")):
        turns[number].persona = name
    view.set_turns(turns)
    qtbot.waitUntil(lambda: view.settled)
    lines = view.toPlainText().split("\n")
    assert lines[4:7] == ["question 3", "Cook", "reply 3"]
    assert lines[9:12] == ["question 5", "Sotto", "reply 5"]
    assert (lines.count("Sotto"), lines.count("Cook")) == (1, 1)
