"""The assistant's own parts, with the starter models and a real database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.assistant import Assistant
from desktop.events import TurnFinished
from desktop.paths import Paths
from desktop.settings import Settings
from tests.fakes import Events


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def assistant(sotto_home: Path, events: Events) -> Iterator[Assistant]:
    made = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None)
    yield made
    made.close()


def test_past_sessions_are_searched_but_not_the_one_under_way(assistant: Assistant, events: Events) -> None:
    def search() -> list[str]:
        call = json.dumps({"name": "search_history", "arguments": {"query": "capital"}})
        found = json.loads(assistant._engine._parts.tools.call(call).result)["found"]
        return [entry["you"] for entry in found]

    assistant.send_text("What is the capital of France?")
    events.wait_for(TurnFinished)
    assert search() == []
    assistant.new_session()
    assert search() == ["What is the capital of France?"]
