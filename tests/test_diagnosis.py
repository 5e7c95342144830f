"""All that is told of an installation, and the file of it: with no word that was said."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.bundle import as_lines, contents, write
from desktop.diagnosis import Diagnosis, examine, period_facts
from desktop.errors import UsageError
from desktop.machine import changed, model_bytes, model_files, without_names
from desktop.observability.event_log import EventLog
from desktop.paths import Paths, starter_models
from desktop.settings import ConversationSettings, LanguageModelSettings, RecordSettings, Settings, VoiceSettings
from desktop.settings.operating import CacheSettings
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from tests.observability.happenings import CANARY, everything
from tests.storage.samples import RUNS, SESSION, turn

OTHER = "f" * 32
PRIVATE = Settings(
    language_model=LanguageModelSettings(system_prompt=f"You are a {CANARY}.", persona=CANARY, max_tokens=100),
    conversation=ConversationSettings(hands_free=True, turn_model="none"),
)


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    """A home where the canary was said, answered, searched for and logged."""
    made, now = Paths(sotto_home), datetime.now(UTC)
    run = replace(RUNS[1], name=CANARY, title=CANARY, arguments=f'"{CANARY}"', result=f'"{CANARY}"', error=CANARY)
    said = {"transcript": CANARY, "generated": CANARY, "spoken": CANARY, "heard": CANARY, "error": CANARY}
    with Database.open(made.database) as database:
        turns = [turn(index, started_at=now, runs=(run,), tools=(CANARY,), **said) for index in range(1, 4)]
        Conversations(database).add_turns([*turns, turn(1, OTHER, started_at=now)])
    log = EventLog(made.event_log, lambda message, advice: None, words=True)
    for event in everything():
        log.put(event)
    log.close()
    assert CANARY in made.event_log.read_text()
    return made


@pytest.fixture
def found(paths: Paths) -> Diagnosis:
    return examine(PRIVATE, paths)


def texts(files: dict[str, str], path: Path) -> str:
    """What an unpacked bundle holds."""
    write(files, path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return "".join(archive.read(name).decode() for name in archive.namelist())


def test_it_knows_the_installation(found: Diagnosis, paths: Paths) -> None:
    assert {"sotto", "python", "cores", "memory_bytes", "disk_free_bytes"} <= set(found.installation)
    assert {"models", "database", "folder"} <= {check.name for check in found.checks}
    assert (found.database["turns"], found.database["sessions"]) == (4, 2)
    assert found.timings["turn_ms"]["p50"] == 190.125
    assert found.timings["turn_ms"]["count"] == 4
    assert [error["type"] for error in found.errors] == ["tool.complete", "error", "error", "turn.complete"]


def test_the_models_are_told_with_their_hashes(paths: Paths) -> None:
    files = {model.kind: model for model in model_files(Settings(), paths)}
    assert set(files) == {"stt", "llm", "tts", "turn", "embedding"}
    starter = (starter_models() / "llm" / "starter.gguf").read_bytes()
    assert files["llm"].sha256 == hashlib.sha256(starter).hexdigest()
    assert files["llm"].bytes == len(starter)
    assert files["embedding"].name == "starter.npz"
    assert model_files(Settings(voice=VoiceSettings(model="lost.onnx")), paths) == []
    everything = sum(model.bytes for model in model_files(Settings(), paths))
    assert model_bytes(Settings(), paths) == everything - files["embedding"].bytes
    assert model_bytes(Settings(cache=CacheSettings(answers=True)), paths) == everything


def test_advice_is_there_in_order_of_gain(found: Diagnosis) -> None:
    gains = [one.gain_ms or 0 for one in found.advice]
    assert gains == sorted(gains, reverse=True)
    assert "endpoint pause" in [one.name for one in found.advice]


def test_only_what_was_changed_is_told_and_not_what_the_user_wrote() -> None:
    assert changed(Settings()) == {}
    assert changed(PRIVATE) == {
        "language_model": {"persona": "(changed)", "system_prompt": "(changed)", "max_tokens": 100},
        "conversation": {"hands_free": True, "turn_model": "none"},
    }
    url = RecordSettings(database_url="postgresql://me:password@host/db")
    assert changed(Settings(record=url)) == {"record": {"database_url": "(changed)"}}


def test_folders_do_not_name_the_user(sotto_home: Path) -> None:
    paths = Paths(Path.home() / ".local" / "sotto")
    told = {"a": [f"{Path.home()}/x", f"cannot write {paths.database}"], "b": 7}
    assert without_names(told, paths) == {"a": ["~/x", "cannot write SOTTO_HOME/sotto.db"], "b": 7}


def test_a_bundle_holds_no_word_that_was_said(found: Diagnosis, paths: Paths, tmp_path: Path) -> None:
    assert CANARY not in texts(contents(found, paths), tmp_path / "all.zip")
    of_session = examine(PRIVATE, paths, SESSION[:6])
    text = texts(contents(of_session, paths, SESSION[:6]), tmp_path / "one.zip")
    assert CANARY not in text
    assert "tool.complete" in text
    assert str(paths.home) not in text


def test_words_are_there_when_they_are_asked_for(paths: Paths, tmp_path: Path) -> None:
    found = examine(PRIVATE, paths, SESSION, words=True)
    files = contents(found, paths, SESSION, words=True)
    assert all(CANARY in text for text in files.values())
    assert found.session is not None
    assert found.session["turns"][0]["tool_calls"][0]["name"] == CANARY


def test_one_session_is_looked_at_closely(paths: Paths) -> None:
    found = examine(Settings(), paths, OTHER[:4])
    assert found.session is not None
    (told,) = found.session["turns"]
    assert (found.session["id"], told["index"], told["words"]["generated"]) == (OTHER, 1, 5)
    assert told["timings"]["turn"] == 190.125
    assert [run["status"] for run in told["tool_runs"]] == ["succeeded", "failed"]
    assert found.errors == []
    with pytest.raises(UsageError):
        examine(Settings(), paths, "eeee")


def test_a_file_that_is_there_is_left_alone(found: Diagnosis, paths: Paths, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        write({"a": "b"}, path)
    assert path.read_text() == "mine"
    write({"a": "b"}, path, replace=True)
    assert zipfile.ZipFile(path).namelist() == ["a"]
    with pytest.raises(UsageError, match="cannot be written"):
        write({"a": "b"}, tmp_path / "no" / "folder.zip")


def test_a_damaged_installation_is_told_of_too(sotto_home: Path) -> None:
    sotto_home.mkdir()
    paths = Paths(sotto_home)
    paths.database.write_bytes(b"no database at all" * 100)
    found = examine(Settings(), paths)
    assert not found.ok
    assert found.database == {}
    lines = list(as_lines(found))
    assert any(line.startswith("BAD  database") for line in lines)
    assert json.loads(contents(found, paths)["diagnosis.json"])["timings"] == {}


def test_the_figures_of_a_period(paths: Paths) -> None:
    facts = period_facts(PRIVATE, paths, datetime(2020, 1, 1, tzinfo=UTC))
    assert (facts.turns, facts.reuse, facts.device_failures) == (4, 0.75, 1)
    assert facts.model_bytes > 1_000_000
    later = period_facts(PRIVATE, paths, datetime(2200, 1, 1, tzinfo=UTC))
    assert (later.turns, later.reuse) == (0, None)
