"""The offer to go on with a conversation that broke off."""

from __future__ import annotations

from desktop.events import SpeechStarted, StateChanged
from desktop.terms import Outcome, State
from tests.ui.conftest import Desk
from tests.ui.fake_assistant import FakeSession, FakeTurn

BROKEN = "d" * 32
NOTE = "Sotto ended while it was speaking; the question and the reply so far are kept."


def start(desk: Desk, *, broken: bool = True) -> Desk:
    """The window starts after a crash."""
    cut = FakeTurn(1, "Where is Lisbon?", "In Port", outcome=Outcome.UNFINISHED, error="Sotto ended")
    desk.assistant.store(BROKEN, "Where is Lisbon?", cut)
    desk.assistant.broken = FakeSession(BROKEN, "Where is Lisbon?", recovery_note=NOTE) if broken else None
    desk.assistant.emit(StateChanged, 0, state=State.IDLE)
    desk.controller.attach(desk.assistant)
    desk.until(desk.window.dock.talk.isEnabled)
    return desk


def test_the_offer_says_what_happened_and_goes_on(loading_desk: Desk) -> None:
    desk = start(loading_desk)
    banner = desk.window.banner
    desk.until(banner.isVisible)
    assert banner.text == ("A conversation broke off.", NOTE)
    assert banner.accept.text() == "Go on where we were"
    banner.accept.click()
    assert not banner.isVisible()
    desk.until_text("Where is Lisbon?")
    desk.until_text("Cut off: Sotto ended")
    assert desk.assistant.session == BROKEN
    assert ("go_on", BROKEN) in desk.assistant.asked


def test_a_new_question_takes_the_offer_away(loading_desk: Desk) -> None:
    desk = start(loading_desk)
    desk.until(desk.window.banner.isVisible)
    desk.assistant.emit(SpeechStarted)
    desk.until(lambda: not desk.window.banner.isVisible())


def test_another_message_has_no_such_button(loading_desk: Desk) -> None:
    desk = start(loading_desk)
    desk.until(desk.window.banner.isVisible)
    desk.window.banner.show_error("the voice is gone", "see the log")
    assert not desk.window.banner.accept.isVisible()


def test_nothing_is_offered_where_nothing_broke_off(loading_desk: Desk) -> None:
    desk = start(loading_desk, broken=False)
    desk.until(lambda: desk.window.history.count == 1)
    assert not desk.window.banner.isVisible()
