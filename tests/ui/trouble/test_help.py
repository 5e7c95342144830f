"""What the window offers against each kind of error, and what the offer does."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication

import desktop
from desktop import errors
from desktop.engine.reporting import Reporter
from desktop.errors import FAULT_ADVICE, Remedy, UserFacingError
from desktop.events import SpeechStarted, StageFailed, Transcribed
from desktop.gauges import Observers
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.terms import Outcome, Stage
from desktop.ui.models.models_dialog import ModelsDialog
from desktop.ui.settings.settings_dialog import SettingsDialog
from desktop.ui.trouble.remedies import WORDS
from tests.fakes import Events, HandClock, Rig
from tests.ui.conftest import Desk, by_tab
from tests.ui.fake_assistant import CURRENT, FakeTurn

OFFERS = {
    errors.ModelError: ["Open models"],
    errors.DownloadError: ["Open models"],
    errors.CatalogueError: ["Open folder"],
    errors.AudioFileError: [],
    errors.DeviceError: ["Open settings"],
    errors.DatabaseError: ["Open folder"],
    errors.ListError: ["Open folder"],
    errors.SettingsError: ["Open folder"],
    errors.PackError: ["Open settings"],
    errors.UsageError: [],
    errors.UserFacingError: [],
}


def offered(desk: Desk) -> list[str]:
    assert desk.window.banner.isVisible()
    return desk.window.banner.trouble.words


def take(desk: Desk, words: str) -> None:
    """Press the button of that name, by keyboard alone."""
    (button,) = [one for one in desk.window.banner.trouble.buttons if one.text() == words]
    by_tab(desk, button)
    desk.bot.keyClick(button, Qt.Key.Key_Return)


def test_every_class_of_errors_is_here() -> None:
    def below(one: type[UserFacingError]) -> set[type[UserFacingError]]:
        return {one}.union(*(below(child) for child in one.__subclasses__() if child.__module__ == errors.__name__))

    assert below(UserFacingError) == OFFERS.keys()
    assert WORDS.keys() == set(Remedy) - {Remedy.NONE}


@pytest.mark.parametrize("kind", OFFERS, ids=lambda kind: kind.__name__)
def test_what_is_offered_against_an_error(desk: Desk, kind: type[UserFacingError]) -> None:
    desk.controller.help.show(kind("it is broken", advice="mend it"))
    assert desk.window.banner.text == ("It is broken.", "Mend it.")
    assert offered(desk) == OFFERS[kind]


STAGES = {
    Stage.MICROPHONE: (errors.DeviceError, ["Choose microphone"]),
    Stage.SPEAKER: (errors.DeviceError, ["Choose loudspeaker"]),
    Stage.TRANSCRIPTION: (errors.ModelError, ["Open models"]),
    Stage.LANGUAGE_MODEL: (errors.ModelError, ["Open models"]),
    Stage.LARGER_MODEL: (errors.ModelError, ["Open models"]),
    Stage.VOICE: (errors.ModelError, ["Open models"]),
    Stage.END_OF_TURN: (errors.ModelError, ["Open models"]),
    Stage.WAKE_WORD: (errors.ModelError, ["Open models"]),
    Stage.TOOL: (errors.PackError, ["Open settings"]),
    Stage.STORAGE: (errors.DatabaseError, ["Open folder"]),
}


@pytest.mark.usefixtures("expected_logs")
@pytest.mark.parametrize("stage", Stage)
def test_what_is_offered_when_a_stage_fails(desk: Desk, stage: Stage) -> None:
    kind, words = STAGES[stage]
    Reporter("a" * 32, desk.bridge.post, HandClock()).failure(0, stage, kind("it is broken", advice="mend it"))
    desk.until(desk.window.banner.isVisible)
    assert offered(desk) == words


def test_what_is_offered_when_the_record_fails(desk: Desk, rig_parts: Any, sotto_home: Any) -> None:
    observers = Observers(Settings(), Paths(sotto_home), rig_parts, lambda _message, _advice: None, serve=False)
    try:
        desk.bridge.post(observers.failed("a" * 32, "the disk is full", "make room"))
        desk.until(desk.window.banner.isVisible)
        assert offered(desk) == ["Open folder"]
    finally:
        observers.close()


@pytest.fixture
def rig_parts() -> Any:
    return Rig().engine._parts


def fail(desk: Desk, turn: int = 1, **facts: Any) -> None:
    told = {"stage": Stage.LANGUAGE_MODEL, "message": "ValueError: odd", "advice": FAULT_ADVICE, **facts}
    desk.assistant.emit(StageFailed, turn, **told)
    desk.until(desk.window.banner.isVisible)


def test_a_failed_question_can_be_asked_again(desk: Desk) -> None:
    desk.assistant.emit(Transcribed, text="Where is Rome?", language="en", confidence=1, ms=1)
    fail(desk)
    assert offered(desk) == ["Try again"]
    take(desk, "Try again")
    assert desk.assistant.asked[-1] == ("send_text", "Where is Rome?")
    assert not desk.window.banner.isVisible()


def test_a_question_that_is_not_known_cannot_be_asked_again(desk: Desk) -> None:
    fail(desk, turn=0)
    assert offered(desk) == []


def test_details_are_kept_to_copy(desk: Desk) -> None:
    fail(desk, details="Traceback: line 1")
    copy = desk.window.banner.trouble.copy
    take(desk, "Copy details")
    copied = QGuiApplication.clipboard().text()
    for part in ("ValueError: odd", FAULT_ADVICE, "llm", "Traceback: line 1", desktop.__version__):
        assert part in copied
    assert copy.text() == "Copied"
    desk.controller.help.show(errors.ModelError("it is gone", advice="get it"))
    assert copy.text() == "Copy details"


def test_a_fault_is_told_with_its_traceback(desk: Desk) -> None:
    try:
        raise ZeroDivisionError("one over nothing")
    except ZeroDivisionError as error:
        desk.controller.help.show(error)
    assert "ZeroDivisionError: one over nothing" in desk.window.banner.text[0]
    take(desk, "Copy details")
    assert "test_help.py" in QGuiApplication.clipboard().text()


def test_a_bug_in_a_stage_brings_its_traceback(expected_logs: list[logging.LogRecord]) -> None:
    events = Events()
    Reporter("a" * 32, events, HandClock()).failure(1, Stage.VOICE, ZeroDivisionError("one over nothing"))
    (failure,) = events.of(StageFailed)
    assert failure.remedy is Remedy.NONE
    assert "ZeroDivisionError" in failure.details


def test_open_models(desk: Desk) -> None:
    desk.controller.help.show(errors.ModelError("it is gone", advice="get it"))
    take(desk, "Open models")
    page = desk.window.findChild(ModelsDialog)
    assert page is not None
    page.accept()


@pytest.mark.parametrize(
    ("remedy", "path"),
    [(Remedy.CHOOSE_MICROPHONE, "audio.microphone"), (Remedy.CHOOSE_LOUDSPEAKER, "audio.speaker")],
)
def test_choose_a_device(desk: Desk, remedy: Remedy, path: str) -> None:
    fail(desk, turn=0, remedy=remedy)
    take(desk, WORDS[remedy])
    dialog = desk.window.findChild(SettingsDialog)
    assert dialog is not None
    row = dialog.row(path)
    desk.until(lambda: row.isVisible() and row.isAncestorOf(dialog.focusWidget()))
    dialog.accept()


def test_open_settings(desk: Desk) -> None:
    desk.controller.help.show(errors.PackError("it is gone", advice="switch it off"))
    take(desk, "Open settings")
    dialog = desk.window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.accept()


def test_open_folder(desk: Desk, sotto_home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    # the file manager is another program
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    desk.controller.help.show(errors.DatabaseError("it is locked", advice="close the other"))
    take(desk, "Open folder")
    assert opened == [str(sotto_home)]


def test_a_start_that_failed_can_be_tried_again_and_offers_no_settings(loading_desk: Desk) -> None:
    again: list[str] = []
    loading_desk.controller.help.start_again = lambda: again.append("start")
    loading_desk.controller.help.show(errors.DeviceError("no sound", advice="plug it in"))
    assert offered(loading_desk) == ["Try again"]
    loading_desk.controller.help.show(errors.ModelError("it is gone", advice="get it"))
    assert offered(loading_desk) == ["Open models", "Try again"]
    take(loading_desk, "Try again")
    assert again == ["start"]


def test_an_error_is_dismissed_by_keyboard_and_another_follows(desk: Desk) -> None:
    desk.controller.help.show(errors.ModelError("it is gone", advice="get it"))
    dismiss = desk.window.banner.dismiss
    by_tab(desk, dismiss)
    desk.bot.keyClick(dismiss, Qt.Key.Key_Return)
    assert not desk.window.banner.isVisible()
    assert desk.window.focusWidget() is not None, "the keyboard is not lost"


def test_a_notice_offers_nothing(desk: Desk) -> None:
    desk.controller.help.show(errors.ModelError("it is gone", advice="get it"))
    desk.window.banner.show_notice("all is well")
    assert offered(desk) == []
    assert desk.window.banner.trouble.copy.isHidden()


def test_errors_on_the_models_page_offer_no_way_to_it(desk: Desk) -> None:
    desk.controller._models.open()
    page = desk.window.findChild(ModelsDialog)
    assert page is not None
    desk.controller._models._show_error(errors.CatalogueError("line 3 is odd", advice="correct it"))
    assert page.banner.trouble.words == ["Open folder"]
    desk.controller._models._show_error(errors.ModelError("it is gone", advice="get it"))
    assert page.banner.trouble.words == []
    page.accept()


def fail_turn(desk: Desk, **facts: Any) -> None:
    """A turn that failed, and after it another utterance, at which the banner goes."""
    desk.assistant.emit(Transcribed, text="Where is Rome?", language="en", confidence=1, ms=1)
    fail(desk, **facts)
    desk.assistant.finish(1, Outcome.FAILED, transcript="Where is Rome?", error="ValueError: odd")
    desk.assistant.emit(SpeechStarted, 2)
    desk.until(lambda: not desk.window.banner.isVisible())
    desk.until(lambda: desk.window.live.settled)


def links(desk: Desk) -> list[str]:
    """What can be clicked on where the failed turn stands."""
    line = next(line for line in desk.text().split("\n") if "Copy" in line or "Copied" in line)
    return [words.replace("\u00a0", " ") for words in line.split("\u2003")]


def test_a_failed_turn_keeps_its_way_back(desk: Desk) -> None:
    fail_turn(desk, remedy=Remedy.OPEN_MODELS)
    assert links(desk) == ["Open models", "Try again", "Copy details"]
    view = desk.window.live
    place = view.document().find("Try")
    place.setPosition(place.selectionStart() + 1)
    assert view.anchorAt(view.cursorRect(place).center()) == "try-again:1"
    desk.bot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.cursorRect(place).center())
    assert desk.assistant.asked[-1] == ("send_text", "Where is Rome?")
    desk.until(lambda: links(desk) == ["Open models", "Copy details"])


def test_the_keyboard_reaches_each_way_back(desk: Desk) -> None:
    fail_turn(desk, remedy=Remedy.OPEN_MODELS, details="Traceback: line 1")
    view = desk.window.live
    view.setFocus()
    for _ in range(3):
        view.focusNextPrevChild(True)
    desk.bot.keyClick(view, Qt.Key.Key_Return)
    copied = QGuiApplication.clipboard().text()
    for part in ("ValueError: odd", FAULT_ADVICE, "llm", "Traceback: line 1", desktop.__version__):
        assert part in copied
    desk.until(lambda: links(desk)[-1] == "Copied")
    view.setFocus()
    view.focusNextPrevChild(True)
    desk.bot.keyClick(view, Qt.Key.Key_Return)
    page = desk.window.findChild(ModelsDialog)
    assert page is not None
    page.accept()


def test_a_stored_turn_that_failed_can_be_asked_again_where_its_conversation_goes_on(desk: Desk) -> None:
    stored = FakeTurn(1, "Where is Rome?", "", outcome=Outcome.FAILED, error="the model is gone")
    desk.assistant.store(CURRENT, "", stored)
    desk.controller.attach(desk.assistant)
    desk.until_text("Failed")
    assert links(desk) == ["Try again", "Copy details"]
    desk.window.live.acted.emit(1, "copy")
    assert "the model is gone" in QGuiApplication.clipboard().text()


def test_a_turn_without_words_cannot_be_tried_again(desk: Desk) -> None:
    desk.assistant.finish(1, Outcome.FAILED, error="the microphone is gone")
    desk.until_text("Failed")
    assert links(desk) == ["Copy details"]
