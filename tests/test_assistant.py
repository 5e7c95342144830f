"""The assistant without a face, with the starter models and a real database."""

from __future__ import annotations

import queue
from pathlib import Path

import pytest

from desktop.assistant import Assistant, read_history
from desktop.errors import UsageError
from desktop.events import EngineEvent, TurnFinished
from desktop.paths import Paths
from desktop.settings import Settings


class Talk:
    """An assistant that is typed to."""

    def __init__(self, home: Path) -> None:
        self._events: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
        self.assistant = Assistant(Settings(), Paths(home), self._events.put, microphone=None, speaker=None)

    def ask(self, text: str) -> TurnFinished:
        self.assistant.send_text(text)
        while not isinstance(event := self._events.get(timeout=20), TurnFinished):
            pass
        return event


def test_a_conversation_goes_on_after_a_restart(sotto_home: Path) -> None:
    before = Talk(sotto_home)
    session = before.assistant.session
    first = before.ask("hello")
    before.assistant.close()
    after = Talk(sotto_home)
    assert [turn.transcript for turn in after.assistant.resume(session)] == ["hello"]
    second = after.ask("thank you")
    after.assistant.close()
    assert (second.session, second.turn) == (session, first.turn + 1)
    turns = read_history(Paths(sotto_home), lambda store: store.turns(session))
    assert [turn.transcript for turn in turns] == ["hello", "thank you"]


def test_a_session_that_does_not_exist_cannot_be_continued(sotto_home: Path) -> None:
    talk = Talk(sotto_home)
    current = talk.assistant.session
    try:
        with pytest.raises(UsageError, match="no conversation"):
            talk.assistant.resume("0" * 32)
        assert talk.assistant.session == current
    finally:
        talk.assistant.close()
