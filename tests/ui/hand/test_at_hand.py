from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.engine.adapting import Adapter
from desktop.events import ConsentAsked, PartialTranscript, StateChanged, UtteranceIgnored
from desktop.running import DONE
from desktop.settings import Settings
from desktop.settings.window import DesktopSettings
from desktop.terms import State
from desktop.ui.hand.at_hand import NOT_READY, AtHand
from desktop.ui.key.global_key import OFF
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.ui.conftest import Desk

# the offscreen platform, which has no tray either
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support raise", extend=True)


@pytest.fixture(autouse=True)
def _runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("XDG_SESSION_TYPE", raising=False)
    with TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A desktop with a tray; what its notifications say."""
    said: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _tray, title, *_rest: said.append(title))
    return said


def make(desk: Desk, home: Path) -> AtHand:
    at_hand = AtHand(desk.window, desk.controller.preferences, home)
    desk.bridge.arrived.connect(at_hand.consume)
    return at_hand


@pytest.fixture
def at_hand(loading_desk: Desk, sotto_home: Path) -> Iterator[AtHand]:
    made = make(loading_desk, sotto_home)
    made.start()
    yield made
    made.close()


def keep(desk: Desk, **chosen: object) -> None:
    settings = Settings(desktop=DesktopSettings.model_validate(chosen))
    desk.assistant.settings = settings
    desk.controller.preferences.kept.emit(settings)


def test_commands_of_other_processes_are_the_talk_key(at_hand: AtHand, desk: Desk) -> None:
    assert at_hand.obey("press") == DONE
    desk.clock.now += 1
    desk.leave()
    assert desk.assistant.asked == ["press"], "its key comes up whatever the window does"
    assert at_hand.obey("release") == DONE
    assert at_hand.obey("toggle") == DONE
    assert desk.window.push_to_talk.locked
    assert at_hand.obey("toggle") == DONE
    assert at_hand.obey("cancel") == DONE
    assert desk.assistant.asked == ["press", "release", "press", "release", "cancel"]
    assert at_hand.obey("reread") == DONE
    assert "does not know" in at_hand.obey("dance")


def test_other_processes_are_told_which_adapter_acts(at_hand: AtHand, desk: Desk) -> None:
    assert json.loads(at_hand.obey("adapter")) == {"adapter": "", "scale": 0.0}
    desk.assistant.worn = Adapter(Path("/somewhere/pirate.gguf"), 0.5)
    assert json.loads(at_hand.obey("adapter")) == {"adapter": "pirate.gguf", "scale": 0.5}


def test_while_nobody_listens_the_key_says_so(loading_desk: Desk, at_hand: AtHand) -> None:
    assert at_hand.obey("adapter") == NOT_READY
    assert at_hand.obey("press") == NOT_READY
    assert at_hand.obey("toggle") == NOT_READY
    assert at_hand.obey("reread") == NOT_READY
    assert at_hand.obey("release") == DONE


def test_another_process_brings_the_window_up(at_hand: AtHand, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    desk.window.showMinimized()
    assert at_hand.obey("show token-1") == DONE
    assert not desk.window.isMinimized()
    desk.window.hide()
    assert at_hand.obey("show") == DONE
    assert desk.window.isVisible()


def test_without_a_tray_closing_ends(at_hand: AtHand, desk: Desk) -> None:
    with desk.bot.waitSignal(desk.window.closed):
        desk.window.close()
    assert not desk.window.isVisible()


def test_with_a_tray_closing_hides_and_says_so_once(told: list[str], at_hand: AtHand, desk: Desk) -> None:
    keep(desk)
    ended: list[bool] = []
    desk.window.closed.connect(lambda: ended.append(True))
    for _ in range(2):
        desk.window.close()
        assert not desk.window.isVisible()
        assert not ended
        at_hand.tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
        assert desk.window.isVisible()
    assert told == ["Sotto goes on in the tray"]
    desk.until(lambda: desk.assistant.settings.desktop.told_of_tray)
    at_hand.tray.quit_asked.emit()
    assert ended
    assert not desk.window.isVisible()


def test_the_tray_can_be_declined(told: list[str], at_hand: AtHand, desk: Desk) -> None:
    keep(desk, tray=False)
    with desk.bot.waitSignal(desk.window.closed):
        desk.window.close()
    assert told == []


def test_by_keyboard_it_quits_from_the_window_also_with_a_tray(told: list[str], at_hand: AtHand, desk: Desk) -> None:
    keep(desk)
    with desk.bot.waitSignal(desk.window.closed):
        desk.bot.keyClick(desk.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert told == []


def test_the_menu_of_the_tray_talks(told: list[str], at_hand: AtHand, desk: Desk) -> None:
    keep(desk)
    tray = at_hand.tray
    assert tray.talking.isEnabled()
    tray.talking.trigger()
    desk.assistant.emit(StateChanged, state=State.LISTENING)
    desk.until(lambda: tray.talking.text() == "Send")
    tray.stopping.trigger()
    assert desk.assistant.asked == ["press", "cancel"]
    tray.hands_free.trigger()
    assert desk.assistant.hands_free
    tray.menu.aboutToShow.emit()
    assert tray.hands_free.isChecked()
    assert tray.icon.toolTip() == "Sotto: listening"


def test_the_overlay_is_for_when_another_program_is_in_front(at_hand: AtHand, desk: Desk) -> None:
    desk.assistant.emit(StateChanged, state=State.LISTENING)
    desk.until(lambda: desk.window.header.state.state is State.LISTENING)
    assert not at_hand.overlay.isVisible()
    desk.window.hide()
    desk.until(at_hand.overlay.isVisible)
    desk.assistant.emit(PartialTranscript, text="what time")
    desk.until(lambda: at_hand.overlay.words.text() == "what time")
    desk.assistant.emit(UtteranceIgnored, reason="only noise", text="")
    desk.until(lambda: at_hand.overlay.words.text() == "Only noise.")
    keep(desk, overlay=False)
    assert not at_hand.overlay.isVisible()


def test_a_question_that_nobody_sees_is_told_of(told: list[str], at_hand: AtHand, desk: Desk) -> None:
    question = {"name": "add_note", "effect": "write", "arguments": "{}", "wait_s": 30.0}
    desk.assistant.emit(ConsentAsked, number=1, **question)
    desk.until(desk.window.consent.isVisible)
    assert told == []
    desk.window.hide()
    desk.assistant.emit(ConsentAsked, number=2, **question)
    desk.until(lambda: told == ["Sotto asks whether it may do something"])


def test_hidden_without_a_tray_the_window_is_in_the_task_bar(loading_desk: Desk, sotto_home: Path) -> None:
    loading_desk.window.hide()
    made = make(loading_desk, sotto_home)
    made.start()
    assert not loading_desk.window.isVisible()
    made.tray.missed.emit()
    assert loading_desk.window.isMinimized()
    made.close()


def test_the_settings_say_whether_the_key_works_and_why(at_hand: AtHand, desk: Desk) -> None:
    keep(desk)
    assert "no way to it on this system" in at_hand.key.words
    assert "sotto ptt toggle" in at_hand.key.words
    keep(desk, talk_key="")
    assert at_hand.key.words == OFF
    desk.window.header.settings.click()
    dialog = desk.window.findChild(SettingsDialog)
    assert dialog is not None
    row = dialog.row("desktop.talk_key")
    assert row.meaning.text().endswith(OFF)
    row.reset.click()
    desk.until(lambda: "no way to it" in row.meaning.text())
    dialog.accept()
