"""The first start over real sound devices and the starter models: hello is heard and answered."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.assistant import Assistant
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.job import Job
from desktop.paths import starter_models
from desktop.terms import State
from desktop.ui.background import Background
from desktop.ui.bridge import EventBridge
from desktop.ui.controller import Controller
from desktop.ui.first import hello, microphone
from desktop.ui.first.guide import FirstStart
from desktop.ui.look.theme import Theme
from desktop.ui.main_window import MainWindow
from desktop.ui.start import make_assistant
from tests.virtual_sound import VirtualSound

pytestmark = pytest.mark.sound


@pytest.fixture
def said(tmp_path: Path) -> Path:
    voice = PiperVoiceModel(starter_models() / "tts" / "starter.onnx")
    path = tmp_path / "hello.wav"
    soundfile.write(path, np.concatenate(list(voice.synthesize("Hello there.", lambda: False))), voice.sample_rate)
    return path


@pytest.fixture
def guide(qtbot: QtBot, virtual_sound: VirtualSound) -> Iterator[FirstStart]:
    window = MainWindow(Theme(Qt.ColorScheme.Light))
    qtbot.addWidget(window)
    assistant: Assistant | None = None
    with ThreadPoolExecutor(1) as executor:
        controller = Controller(window, Background(executor, window))
        bridge = EventBridge(window)
        bridge.arrived.connect(controller.consume)
        window.show()
        window.activateWindow()
        qtbot.waitActive(window)
        controller.first_start.open()
        try:
            assistant = make_assistant(bridge.post, Job())
            controller.attach(assistant)
            qtbot.waitUntil(lambda: window.header.state.state is State.IDLE, timeout=20_000)
            yield controller.first_start
        finally:
            controller.detach()
            if assistant is not None:
                assistant.close()


def test_the_level_moves_the_chime_is_heard_and_hello_is_answered(
    guide: FirstStart, qtbot: QtBot, virtual_sound: VirtualSound, said: Path
) -> None:
    page = guide.page
    assert page is not None
    speech = Thread(target=virtual_sound.play_into_mic, args=(said,))
    speech.start()
    qtbot.waitUntil(lambda: page.step.said.text() == microphone.HEARS, timeout=20_000)
    speech.join()
    page.go_on()
    with virtual_sound.recording_speaker() as heard:
        qtbot.keyClick(page.step.entry, Qt.Key.Key_Return)
        qtbot.wait(900)
    assert np.abs(heard.samples).max() > 0.05
    page.go_on()
    step = page.step
    assert isinstance(step, hello.HelloStep)
    qtbot.keyPress(step.talk, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: step.talk._state is State.LISTENING, timeout=20_000)
    speech = Thread(target=virtual_sound.play_into_mic, args=(said,))
    speech.start()
    qtbot.waitUntil(lambda: not speech.is_alive(), timeout=20_000)
    qtbot.keyRelease(step.talk, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: step.said.text() == hello.WORKS, timeout=15_000)
    assert step.answer.text()


def test_a_microphone_of_zeros_and_one_that_is_gone_are_told(
    guide: FirstStart, qtbot: QtBot, virtual_sound: VirtualSound, said: Path, expected_logs: list[object]
) -> None:
    page = guide.page
    assert page is not None
    qtbot.waitUntil(
        lambda: page.step.said.text() == microphone.ZEROS, timeout=20_000
    )  # a null sink nobody plays into
    with virtual_sound.without_devices():
        qtbot.waitUntil(lambda: page.step.said.objectName() == "warning", timeout=20_000)
        qtbot.waitUntil(lambda: page.step.said.text() != microphone.ZEROS, timeout=20_000)
        assert page.step.said.objectName() == "warning"
        assert page.on.isEnabled()
    speech = Thread(target=virtual_sound.play_into_mic, args=(said,))
    qtbot.waitUntil(lambda: page.step.said.text() in (microphone.SPEAK, microphone.ZEROS), timeout=15_000)
    speech.start()
    qtbot.waitUntil(lambda: page.step.said.text() == microphone.HEARS, timeout=20_000)
    speech.join()
    assert expected_logs
