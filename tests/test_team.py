"""A whole conversation whose record lies on a team's server."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from desktop.assistant import Assistant
from desktop.errors import UsageError
from desktop.events import StageFailed, TurnFinished
from desktop.paths import Paths
from desktop.settings import RecordSettings, Settings
from desktop.storage.filters import Filters
from desktop.terms import Stage
from tests.fakes import Events
from tests.team_server import TeamServer


def test_it_goes_on_without_the_server_and_is_all_there_afterwards(
    sotto_home: Path, tmp_path: Path, team_server: TeamServer, expected_logs: list[logging.LogRecord]
) -> None:
    settings = Settings(record=RecordSettings(database_url=team_server.new_url()))
    events = Events()
    paths = Paths(sotto_home)
    assistant = Assistant(settings, paths, events, microphone=None, speaker=None, resident=True)
    try:
        assistant.send_text("What is the capital of France?")
        events.wait_for(TurnFinished)
        assert assistant.flush()
        team_server.stop()
        try:
            assistant.send_text("And of Italy?")
            assert events.wait_for(TurnFinished, 2).turn == 2
            assert events.wait_for(StageFailed).stage is Stage.STORAGE
        finally:
            team_server.start()
        assert [turn.transcript for turn in assistant.turns(assistant.session)] == [
            "What is the capital of France?",
            "And of Italy?",
        ]
        hits = assistant.past.find("capital fra", Filters(), 5, before=None, stale=lambda: False)
        assert [hit.turn for hit in hits] == [1]
        refuse_elsewhere(settings, Paths(tmp_path / "elsewhere"), assistant.session)
    finally:
        assistant.close()
    assert not paths.database.exists()
    assert expected_logs


def refuse_elsewhere(settings: Settings, paths: Paths, session: str) -> None:
    other = Assistant(settings, paths, Events(), microphone=None, speaker=None, resident=True)
    try:
        assert other.broken_off() is None
        with pytest.raises(UsageError, match="goes on at"):
            other.resume(session)
        assert [turn.index for turn in other.branch(session, 1)] == [1]
    finally:
        other.close()
