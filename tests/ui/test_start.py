from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.job import Job
from desktop.paths import Paths
from desktop.settings import ConversationSettings, Settings, save_settings
from desktop.terms import State
from desktop.ui.start import make_assistant
from tests.ui.conftest import Desk


@pytest.mark.parametrize(("wanted", "word"), [(False, "Ready"), (True, "Mic live")])
def test_it_listens_from_the_start_if_that_was_chosen(
    qtbot: QtBot,
    loading_desk: Desk,
    sotto_home: Path,
    wanted: bool,
    word: str,
    expected_logs: list[logging.LogRecord],
) -> None:
    save_settings(Settings(conversation=ConversationSettings(hands_free=wanted)), Paths(sotto_home).settings)
    desk = loading_desk
    assistant = make_assistant(desk.bridge.post, Job())  # a machine without devices is told of, and goes on
    try:
        desk.controller.attach(assistant)
        desk.until(lambda: desk.window.header.state.state is State.IDLE)
        desk.window.header.state.show_deaf(False)  # there may be no microphone here
        assert desk.window.header.state.word == word
        assert (assistant.hands_free, desk.window.dock.hands_free.isChecked()) == (wanted, wanted)
    finally:
        desk.controller.detach()
        assistant.close()


def test_nothing_heavy_is_loaded_before_the_window() -> None:
    heavy = {"sqlalchemy", "sqlmodel", "numpy", "onnxruntime", "huggingface_hub", "pyqtgraph", "pydantic"}
    code = f"import sys, desktop.ui.start as s; print({heavy} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
