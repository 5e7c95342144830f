from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
import tomli_w
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.events import StageFailed, TimerRang
from desktop.terms import Stage
from desktop.ui.hand.notifier import timer_words
from tests.hub_server import HubServer
from tests.models.hub_content import MIND, fill
from tests.ui.conftest import Desk

OFF = "while Sotto or the computer was off"


@pytest.mark.parametrize(
    ("label", "late_s", "words"),
    [
        ("", 0, ("Time is up", "")),
        ("tea", 59, ("Time is up: tea", "")),
        ("tea", 60, ("Time is up: tea", f"It was due 1 minute ago, {OFF}")),
        ("", 7300, ("Time is up", f"It was due 2 hours ago, {OFF}")),
        ("", 3e5, ("Time is up", f"It was due 3 days ago, {OFF}")),
    ],
)
def test_words_of_a_timer(label: str, late_s: float, words: tuple[str, str]) -> None:
    assert timer_words(label, late_s) == words


def test_a_late_timer_says_so_in_the_banner(desk: Desk) -> None:
    desk.assistant.emit(TimerRang, 0, label="tea", late_s=720.0)
    desk.until(desk.window.banner.isVisible)
    assert desk.window.banner.text == ("Time is up: tea.", f"It was due 12 minutes ago, {OFF}.")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is shown, on a desktop with a tray."""
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: True))
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _tray, title, text, *_rest: shown.append((title, text))
    )
    return shown


def lose_microphone(desk: Desk) -> None:
    desk.assistant.emit(
        StageFailed, 0, stage=Stage.MICROPHONE, message="the microphone was lost", advice="plug it in"
    )
    desk.until(lambda: desk.window.banner.says("the microphone was lost"))


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)  # the offscreen platform
def test_a_lost_device_is_told_to_those_who_look_elsewhere(desk: Desk, shown: list[tuple[str, str]]) -> None:
    lose_microphone(desk)
    assert shown == [], "the window says it"
    desk.window.hide()
    desk.until(lambda: not desk.window.isActiveWindow())
    lost = {"stage": Stage.SPEAKER, "message": "the loudspeaker was lost", "advice": "plug it in"}
    desk.assistant.emit(StageFailed, 0, **lost)
    desk.until(lambda: shown == [("The loudspeaker was lost.", "Plug it in.")])
    desk.assistant.emit(StageFailed, 1, stage=Stage.LANGUAGE_MODEL, message="no memory", advice="")
    off = desk.assistant.settings.desktop.model_copy(update={"notifications": False})
    desk.controller.preferences.kept.emit(desk.assistant.settings.model_copy(update={"desktop": off}))
    desk.assistant.emit(StageFailed, 0, **lost)
    desk.assistant.emit(TimerRang, 0, label="tea", late_s=0.0)
    desk.until(lambda: len(shown) == 2)
    assert shown[1] == ("Time is up: tea", ""), "a timer is told of all the same"


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)  # the offscreen platform
def test_a_finished_download_is_told_to_those_who_look_elsewhere(
    desk: Desk, shown: list[tuple[str, str]], hub: HubServer, sotto_home: Path
) -> None:
    import_module("desktop.models.getting")  # so that no test waits for the hub's client to load
    fill(hub)
    sotto_home.mkdir(exist_ok=True)
    pack = {"id": "one", "title": "One", "memory_gb": 1, "models": ["mind-0.1"]}
    own = {"schema_version": 1, "models": [MIND.model_dump(mode="json")], "packs": [pack]}
    (sotto_home / "catalog.toml").write_text(tomli_w.dumps(own))
    desk.window.hide()
    desk.until(lambda: not desk.window.isActiveWindow())
    desk.controller._models.get_pack("one")
    desk.until(lambda: shown == [("Mind is here", "")])


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support raise", extend=True)  # the offscreen platform
def test_a_desktop_with_a_tray_gets_a_notification(desk: Desk, shown: list[tuple[str, str]]) -> None:
    desk.assistant.emit(TimerRang, 0, label="tea\x07", late_s=0.0)
    desk.assistant.emit(TimerRang, 0, label="", late_s=90.0)
    desk.until(lambda: len(shown) == 2)
    assert shown == [("Time is up: tea\u2407", ""), ("Time is up", f"It was due 1 minute ago, {OFF}")]
    (tray,) = desk.window.findChildren(QSystemTrayIcon)
    desk.window.showMinimized()
    tray.messageClicked.emit()
    assert not desk.window.isMinimized()
    tray.hide()
