"""The first start over a fake assistant, by keyboard alone."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget

from desktop.engine.protocols import SoundDevice
from desktop.events import (
    DeviceChanged,
    EngineEvent,
    LevelMeasured,
    ReplyDelta,
    SpeechStarted,
    StageFailed,
    StateChanged,
    Transcribed,
    UtteranceIgnored,
)
from desktop.paths import Paths
from desktop.settings import Settings, load_settings, save_settings
from desktop.terms import Outcome, Stage, State
from desktop.ui.first import hello, microphone, packs, speaker
from desktop.ui.first.guide import FirstStart
from desktop.ui.first.page import FirstPage
from desktop.ui.first.step import Step
from desktop.ui.look.looks import glance
from desktop.ui.look.pauses import PAINTED_MS
from tests.ui.conftest import Desk

HEADSET = SoundDevice("Headset", records=True, plays=True)
SCREEN = SoundDevice("Screen", records=False, plays=True)


class Guided:
    """The open first start."""

    def __init__(self, desk: Desk, guide: FirstStart) -> None:
        self.desk, self.guide = desk, guide

    @property
    def page(self) -> FirstPage:
        assert self.guide.page is not None
        return self.guide.page

    @property
    def step(self) -> Step:
        return self.page.step

    @property
    def said(self) -> str:
        return self.step.said.text()

    def key(self, key: Qt.Key) -> None:
        focus = self.desk.window.focusWidget()
        assert focus is not None
        assert focus.isVisible()
        self.desk.bot.keyClick(focus, key)

    def level(self, peak: float, blocks: int = 1) -> None:
        for _ in range(blocks):  # past the bridge, which thins them out
            self.desk.controller.consume(LevelMeasured(session="", turn=0, at=0.0, rms=peak / 2, peak=peak))

    def send(self, event: type[EngineEvent], turn: int = 0, **facts: object) -> None:
        self.desk.assistant.emit(event, turn, **facts)

    def go_to(self, step: int) -> None:
        while self.page.steps.index(self.step) < step:
            self.page.on.setFocus()
            self.key(Qt.Key.Key_Return)


@pytest.fixture
def opened(loading_desk: Desk) -> Guided:
    """Open while the models are still being loaded."""
    guide = loading_desk.controller.first_start
    guide._online = lambda: True
    guide.open()
    return Guided(loading_desk, guide)


@pytest.fixture
def guided(opened: Guided) -> Guided:
    desk = opened.desk
    desk.assistant.connected = [HEADSET, SCREEN]
    opened.send(StateChanged, state=State.IDLE)
    desk.controller.attach(desk.assistant)
    desk.until(lambda: opened.page.steps[0].devices.count() == 2)  # type: ignore[attr-defined]
    return opened


def titles(box: QComboBox) -> list[str]:
    return [box.itemText(index) for index in range(box.count())]


def test_it_covers_the_window_and_waits_for_the_models(opened: Guided) -> None:
    assert opened.said == microphone.LOADING
    assert not opened.desk.window.dock.isVisible()
    assert opened.page.accessibleName() == "Step 1 of 4: Your microphone"


def test_loading_is_shown_and_can_be_cancelled_by_keyboard(opened: Guided) -> None:
    desk, cancelled = opened.desk, list[str]()
    row = desk.window.work.begin("start", "Starting", lambda: cancelled.append("start"), after_ms=0)
    row.tell("Loading the voice", 0.5)
    desk.until(row.isVisible)
    assert opened.page.isAncestorOf(row)
    assert row.text == ("Starting", "Loading the voice")
    for _ in range(9):
        if not row.cancel.hasFocus():
            opened.key(Qt.Key.Key_Tab)
    opened.key(Qt.Key.Key_Return)
    assert cancelled == ["start"]
    desk.window.work.end("start")
    desk.until(lambda: not desk.window.work.isVisible())
    opened.key(Qt.Key.Key_Escape)
    desk.window.work.begin("other", "Other", after_ms=0)
    desk.until(desk.window.work.isVisible)
    shown = [desk.window.banner, desk.window.work, desk.window.consent]
    layout = desk.window._messages
    assert [layout.itemAt(place).widget() for place in range(3)] == shown


def test_it_gives_way_to_what_is_wrong_and_begins_again_once_sotto_has_started(opened: Guided) -> None:
    desk = opened.desk
    opened.guide.give_way()
    assert opened.guide.page is None
    assert desk.window.dock.isVisible()
    opened.send(StateChanged, state=State.IDLE)
    desk.controller.attach(desk.assistant)
    assert opened.page.steps[0].ready
    assert not desk.assistant.settings.desktop.first_start_done
    desk.until(opened.page.isVisible)
    opened.key(Qt.Key.Key_Escape)
    desk.until(lambda: desk.assistant.settings.desktop.first_start_done)
    desk.controller.first_start.attach(desk.assistant)
    assert opened.guide.page is None


def test_by_keyboard_alone_from_the_first_step_to_the_first_answer(guided: Guided) -> None:
    desk = guided.desk
    assert isinstance(guided.step, microphone.MicrophoneStep)
    assert titles(guided.step.devices) == ["The system's default", "Headset"]
    assert guided.step.devices.hasFocus()
    guided.key(Qt.Key.Key_Down)
    desk.until(lambda: ("use_devices", "Headset", "") in desk.assistant.asked)
    guided.level(0.001, 5)
    assert guided.said == microphone.SPEAK
    guided.level(0.3, 5)
    assert guided.said == microphone.HEARS
    assert guided.step.meter.running
    guided.key(Qt.Key.Key_Return)
    assert isinstance(guided.step, speaker.SpeakerStep)
    guided.key(Qt.Key.Key_Return)
    assert "play_chime" in desk.assistant.asked
    assert guided.step.heard.hasFocus()
    guided.key(Qt.Key.Key_Return)
    assert isinstance(guided.step, hello.HelloStep)
    desk.press(desk.window.focusWidget())
    desk.let_go(desk.window.focusWidget())
    assert [word for word in desk.assistant.asked if word in ("press", "release")] == ["press", "release"]
    guided.send(SpeechStarted, 1)
    guided.send(Transcribed, 1, text="Hello.", language="en", confidence=1.0, ms=1.0)
    guided.send(ReplyDelta, 1, text="Hello to you.")
    desk.assistant.finish(1, transcript="Hello.", generated="Hello to you.", heard="Hello to you.")
    desk.until(lambda: guided.said == hello.WORKS)
    assert guided.step.answer.text() == "Hello to you."
    assert guided.page.on.hasFocus()
    guided.key(Qt.Key.Key_Return)
    desk.until(lambda: guided.step.entry is not None)
    guided.page.on.setFocus()
    guided.key(Qt.Key.Key_Return)
    assert guided.guide.page is None
    assert desk.window.dock.talk.hasFocus()
    assert "Hello to you." in desk.text(), "the first conversation is there"
    desk.until(lambda: desk.assistant.settings.desktop.first_start_done)


def test_escape_skips_it_for_good(guided: Guided, sotto_home: object) -> None:
    paths = Paths.from_environment()
    assert glance(paths.settings).first_start
    guided.key(Qt.Key.Key_Escape)
    assert guided.guide.page is None
    guided.desk.until(lambda: load_settings(paths.settings).desktop.first_start_done)
    assert not glance(paths.settings).first_start


@pytest.mark.parametrize("step", [0, 1, 2])
def test_each_step_can_be_skipped_with_all_that_follow(guided: Guided, step: int) -> None:
    guided.go_to(step)
    guided.page.skip.setFocus()
    guided.key(Qt.Key.Key_Return)
    assert guided.guide.page is None
    guided.desk.until(lambda: guided.desk.assistant.settings.desktop.first_start_done)


def test_escape_first_discards_what_is_being_said(guided: Guided) -> None:
    guided.go_to(2)
    guided.send(StateChanged, 1, state=State.LISTENING)
    guided.desk.until(lambda: guided.desk.window.dock.talk._state is State.LISTENING)
    guided.key(Qt.Key.Key_Escape)
    assert "cancel" in guided.desk.assistant.asked
    assert guided.guide.page is not None
    guided.send(StateChanged, 1, state=State.IDLE)
    guided.desk.until(lambda: guided.desk.window.dock.talk._state is State.IDLE)
    guided.key(Qt.Key.Key_Escape)
    assert guided.guide.page is None


def test_space_talks_where_it_is_asked_for_and_presses_buttons_elsewhere(guided: Guided) -> None:
    guided.go_to(1)
    guided.key(Qt.Key.Key_Space)
    assert guided.desk.assistant.asked.count("play_chime") == 1
    assert "press" not in guided.desk.assistant.asked
    guided.go_to(2)
    guided.page.on.setFocus()
    guided.key(Qt.Key.Key_Space)
    assert "press" in guided.desk.assistant.asked
    guided.desk.controller._window.cancel()
    guided.page.show_step(1)
    guided.key(Qt.Key.Key_Space)
    assert guided.desk.assistant.asked.count("play_chime") == 2


def test_a_microphone_of_zeros_is_told_and_the_way_on_is_open(guided: Guided) -> None:
    guided.level(0.0, 40)
    assert guided.said == microphone.ZEROS
    assert guided.page.on.isEnabled()
    guided.level(0.2, 6)
    assert guided.said == microphone.HEARS


def test_no_microphone_at_all(guided: Guided) -> None:
    assert isinstance(guided.step, microphone.MicrophoneStep)
    guided.step._silence.setInterval(1)
    guided.step.enter()
    guided.desk.until(lambda: guided.said == microphone.NONE)
    guided.go_to(2)
    assert isinstance(guided.step, hello.HelloStep)
    guided.step.type.setFocus()
    guided.key(Qt.Key.Key_Return)
    assert ("send_text", "Hello") in guided.desk.assistant.asked


def test_a_device_that_failed_before_the_models_were_there_is_told(opened: Guided) -> None:
    opened.send(StageFailed, stage=Stage.MICROPHONE, message="the microphone may not be used", advice="allow it")
    opened.send(StageFailed, stage=Stage.SPEAKER, message="there is no loudspeaker", advice="plug one in")
    opened.send(StateChanged, state=State.IDLE)
    opened.desk.controller.attach(opened.desk.assistant)
    opened.desk.until(lambda: opened.said == "The microphone may not be used. Allow it.")
    opened.go_to(1)
    opened.desk.until(lambda: opened.said == "There is no loudspeaker. Plug one in.")
    opened.desk.assistant.connected = [HEADSET]
    opened.send(DeviceChanged, stage=Stage.SPEAKER, message="the loudspeaker works again", detail="")
    opened.desk.until(lambda: opened.said == "")


def test_a_loudspeaker_that_is_not_heard(guided: Guided) -> None:
    guided.go_to(1)
    assert isinstance(guided.step, speaker.SpeakerStep)
    guided.key(Qt.Key.Key_Return)
    guided.key(Qt.Key.Key_Tab)
    assert guided.step.not_heard.hasFocus()
    guided.key(Qt.Key.Key_Return)
    assert guided.said == speaker.NOT_HEARD
    assert guided.page.on.isEnabled()


def test_what_was_not_understood_is_told_and_tried_again(guided: Guided) -> None:
    guided.go_to(2)
    guided.send(UtteranceIgnored, 1, reason="no speech was heard", text="")
    guided.desk.assistant.finish(1, Outcome.IGNORED, error="no speech was heard")
    guided.desk.until(lambda: guided.said.startswith("No speech was heard. Try it once more"))
    guided.send(SpeechStarted, 2)
    guided.desk.until(lambda: guided.said == "")


def test_without_a_network_nothing_is_offered_and_nothing_is_wrong(guided: Guided) -> None:
    guided.guide._online = lambda: False
    guided.go_to(3)
    guided.desk.until(lambda: guided.said == packs.OFFLINE)
    assert guided.step.entry is None
    assert guided.step.said.objectName() == ""


@pytest.mark.parametrize("ended", ["closed", "detached"])
def test_who_leaves_at_once_has_nothing_looked_for(guided: Guided, ended: str) -> None:
    asked: list[bool] = []
    guided.guide._online = lambda: not asked.append(True)  # type: ignore[func-returns-value]  # it says yes
    guided.page.show_step(3)
    guided.key(Qt.Key.Key_Escape) if ended == "closed" else guided.guide.detach()
    guided.desk.bot.wait(3 * PAINTED_MS)
    assert asked == []


def test_it_can_be_shown_again_from_the_settings(guided: Guided) -> None:
    desk = guided.desk
    guided.key(Qt.Key.Key_Escape)
    desk.until(lambda: desk.assistant.settings.desktop.first_start_done)
    desk.bot.keyClick(desk.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    from desktop.ui.settings.settings_dialog import SettingsDialog

    dialog = desk.window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.first_start.setFocus()
    desk.bot.keyClick(dialog.first_start, Qt.Key.Key_Space)
    desk.until(lambda: guided.guide.page is not None)
    assert dialog.isHidden()


def test_every_control_has_a_name_and_every_text_fits(guided: Guided) -> None:
    desk = guided.desk
    for size in ((400, 560), (900, 600)):
        desk.window.resize(*size)
        for number in range(4):
            guided.page.show_step(number)
            QApplication.processEvents()
            controls = [*guided.page.findChildren(QAbstractButton), *guided.page.findChildren(QComboBox)]
            unnamed = [one for one in controls if not (one.accessibleName() or getattr(one, "text", str)())]
            assert unnamed == []
            assert [one for one in _shown(guided.page, QLabel) if one.width() < one.minimumSizeHint().width()] == []
            assert guided.page.width() <= size[0]


def _shown(page: QWidget, kind: type[QLabel]) -> list[QLabel]:
    return [one for one in page.findChildren(kind) if one.isVisibleTo(page) and one.text()]


def test_settings_that_cannot_be_read_are_no_first_start(sotto_home: object) -> None:
    paths = Paths.from_environment()
    save_settings(Settings(), paths.settings)
    assert glance(paths.settings).first_start
    paths.settings.write_text(json.dumps({"no": "toml"}))
    assert not glance(paths.settings).first_start
