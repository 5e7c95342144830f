from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import Qt

from desktop.errors import DatabaseError
from desktop.events import ReplyDelta, Transcribed
from desktop.terms import Outcome, Timings
from desktop.ui.past.finder import PAGE
from desktop.ui.past.session_list import day_of, session_row
from tests.ui.conftest import Desk
from tests.ui.fake_assistant import CURRENT, FakeRun, FakeSession, FakeTurn

OLD, OTHER = "a" * 32, "b" * 32


def _with_past(desk: Desk) -> Desk:
    desk.assistant.store(CURRENT, "now")
    desk.assistant.store(
        OLD, "About <i>Lisbon</i>", FakeTurn(1, "Where is Lisbon?", "In Portugal.", runs=(FakeRun("Looked it up"),))
    )
    broken = FakeTurn(1, "And?", "One two three", heard="One", outcome=Outcome.INTERRUPTED)
    desk.assistant.store(OTHER, "", broken, days_ago=1)
    desk.assistant.finish()
    desk.until(lambda: desk.window.history.count == 3)
    desk.window.header.history.setChecked(True)
    return desk


def _with_many(desk: Desk, sessions: int) -> None:
    for number in range(sessions):
        desk.assistant.store(f"{number:032x}", f"session {number}")
    desk.assistant.finish()
    desk.until(lambda: desk.window.history.count == PAGE)
    desk.window.header.history.setChecked(True)


def _open(desk: Desk, session: str) -> None:
    listed = desk.window.history.list
    row = desk.window.history.model.row_of(session)
    place = listed.visualRect(listed.model().index(row, 0)).center()
    desk.bot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_past_session_opens_and_closes(desk: Desk) -> None:
    _with_past(desk)
    _open(desk, OLD)
    desk.until(lambda: "In Portugal." in desk.window.past.toPlainText())
    assert "Looked it up" in desk.window.past.toPlainText()
    assert desk.window.past.isVisible()
    desk.bot.mouseClick(desk.window.back, Qt.MouseButton.LeftButton)
    assert not desk.window.past.isVisible()


def test_a_past_session_is_continued(desk: Desk) -> None:
    _with_past(desk)
    _open(desk, OLD)
    desk.until(lambda: desk.window.showing_past)
    desk.bot.mouseClick(desk.window.resume, Qt.MouseButton.LeftButton)
    desk.until(lambda: ("resume", OLD) in desk.assistant.asked and not desk.window.showing_past)
    assert "In Portugal." in desk.window.live.toPlainText()
    desk.assistant.emit(Transcribed, turn=2, text="And Rome?", language="en", confidence=1, ms=1)
    desk.until_text("And Rome?")
    assert "In Portugal." in desk.window.live.toPlainText()


def test_the_figures_of_the_last_turn_are_not_shown_below_another_conversation(desk: Desk) -> None:
    _with_past(desk)
    strip = desk.window.dock.timings
    desk.assistant.finish(1, transcript="now", generated="yes", timings=Timings(turn=900))
    desk.until(strip.isVisible)
    _open(desk, OLD)
    desk.until(lambda: desk.window.showing_past)
    assert not strip.isVisible()
    desk.assistant.finish(2, transcript="more", generated="yes", timings=Timings(turn=800))
    desk.until_text("more")
    assert not strip.isVisible()
    desk.window.back.click()
    assert strip.isVisible()
    assert strip.figure("turn") == "800 ms"


def test_return_opens_the_marked_session(desk: Desk) -> None:
    _with_past(desk)
    listed = desk.window.history.list
    listed.setCurrentIndex(listed.model().index(desk.window.history.model.row_of(OTHER), 0))
    desk.bot.keyClick(listed, Qt.Key.Key_Return)
    desk.until(lambda: "One two three" in desk.window.past.toPlainText())
    assert "not heard" in desk.window.past.toPlainText()


def test_talking_goes_back_to_the_current_session(desk: Desk) -> None:
    _with_past(desk)
    _open(desk, OLD)
    desk.until(lambda: desk.window.showing_past)
    desk.bot.keyClick(desk.window.dock.talk, Qt.Key.Key_Space)
    assert not desk.window.showing_past


def test_live_turns_go_on_behind_an_open_session(desk: Desk) -> None:
    _with_past(desk)
    _open(desk, OLD)
    desk.until(lambda: desk.window.showing_past)
    desk.assistant.emit(ReplyDelta, text="still talking")
    desk.until_text("still talking")
    assert desk.window.showing_past


def test_a_read_that_fails_is_told(desk: Desk, expected_logs: list[object]) -> None:
    _with_past(desk)

    def locked(session_id: str) -> list[FakeTurn]:
        raise DatabaseError("the database is locked", advice="close the other program")

    desk.assistant.turns = locked  # type: ignore[method-assign]
    _open(desk, OLD)
    desk.until(desk.window.banner.isVisible)
    assert desk.window.banner.text == ("The database is locked.", "Close the other program.")
    assert expected_logs


def test_a_new_session_starts_empty(desk: Desk) -> None:
    desk.assistant.emit(Transcribed, text="hello", language="en", confidence=1, ms=1)
    desk.until_text("hello")
    desk.bot.keyClick(desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: "new_session" in desk.assistant.asked)
    assert desk.window.live.empty
    assert desk.window.hint.isVisible()


def test_a_narrow_window_shows_either(desk: Desk) -> None:
    _with_past(desk)
    desk.window.resize(480, 640)
    desk.until(lambda: desk.window.history.width() > 400)
    assert not desk.window.dock.isVisible()
    _open(desk, OLD)
    desk.until(lambda: desk.window.past.isVisible())
    assert not desk.window.history.isVisible()


def test_times_are_local_and_turns_counted() -> None:
    now = datetime.now(tz=UTC)
    day, row = session_row(FakeSession("x", "", turns=1, last_at=now))
    assert (day, row.detail[-6:], row.title) == ("Today", "1 turn", "Untitled conversation")
    naive = FakeSession("x", "", turns=2, last_at=now.replace(tzinfo=None))
    assert session_row(naive) == session_row(FakeSession("x", "", turns=2, last_at=now))
    assert day_of(date(2020, 3, 14)).endswith("March 2020")


def test_ten_thousand_sessions_come_a_page_at_a_time(desk: Desk) -> None:
    _with_many(desk, 10_000)
    listed = desk.window.history.list
    for pages in (2, 3):
        listed.scrollToBottom()
        desk.until(lambda: desk.window.history.count >= pages * PAGE)  # noqa: B023  called at once
    shown = desk.window.history.model.sessions
    assert len(shown) < 10_000
    assert shown == [f"{number:032x}" for number in range(len(shown))]


def test_a_list_that_grows_keeps_its_place_however_long_it_is(desk: Desk) -> None:
    _with_many(desk, 3_000)
    listed, bar = desk.window.history.list, desk.window.history.list.verticalScrollBar()
    while desk.window.history.count < 2_000:
        before, count = bar.maximum(), desk.window.history.count
        bar.setValue(before)
        desk.until(lambda: desk.window.history.count > count)  # noqa: B023  called at once
        assert bar.value() == before
    assert listed.last_in_sight == listed.rowAt(listed.viewport().height() - 3)


def test_the_next_page_is_read_before_the_end_is_in_sight(desk: Desk) -> None:
    _with_many(desk, 300)
    listed = desk.window.history.list
    desk.until(lambda: listed.verticalScrollBar().maximum() > 0)
    listed.scrollTo(listed.model().index(PAGE - 20, 0))
    desk.until(lambda: desk.window.history.count > PAGE)
    assert listed.last_in_sight < PAGE


def test_home_and_end_go_to_the_ends_of_the_list(desk: Desk) -> None:
    _with_past(desk)
    listed = desk.window.history.list
    desk.window.history.enter_list()
    desk.bot.keyClick(listed, Qt.Key.Key_End)
    assert desk.window.history.marked == OTHER
    desk.bot.keyClick(listed, Qt.Key.Key_Up)
    assert desk.window.history.marked in (CURRENT, OLD)
