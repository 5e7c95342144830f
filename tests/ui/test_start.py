from __future__ import annotations

import logging
from pathlib import Path

import pytest

from desktop.events import EngineEvent
from desktop.paths import Paths
from desktop.settings import ConversationSettings, Settings, save_settings
from desktop.ui.start import make_assistant


@pytest.mark.parametrize("wanted", [False, True])
def test_it_listens_from_the_start_if_that_was_chosen(
    sotto_home: Path, wanted: bool, expected_logs: list[logging.LogRecord]
) -> None:
    save_settings(Settings(conversation=ConversationSettings(hands_free=wanted)), Paths(sotto_home).settings)
    seen: list[EngineEvent] = []
    assistant = make_assistant(seen.append)  # a machine without devices is told of, and goes on
    try:
        assert assistant.hands_free is wanted
    finally:
        assistant.close()
