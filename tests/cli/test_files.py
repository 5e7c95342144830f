"""Model files, settings and databases that cannot be used; speech commands; sessions; doctor."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import soundfile

from desktop.cli.frame import framed
from desktop.paths import starter_models
from tests.cli.conftest import Result

Sotto = Callable[..., Result]


def set_model(home: Path, section: str, model: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.toml").write_text(f"[{section}]\nmodel = {json.dumps(str(model))}\n")


@pytest.mark.parametrize("section", ["transcription", "language_model", "voice"])
def test_a_missing_model_says_so(sotto: Sotto, sotto_home: Path, section: str) -> None:
    set_model(sotto_home, section, sotto_home / "gone")
    result = sotto("chat", "Hello.")
    assert result.code == 1
    assert "gone" in result.err
    assert ";" in result.err
    assert result.out == ""


@pytest.mark.parametrize(
    ("section", "other"),
    [("language_model", "tts/starter.onnx"), ("voice", "llm/starter.gguf"), ("transcription", "llm/starter.gguf")],
)
def test_a_model_of_the_wrong_kind_says_so(sotto: Sotto, sotto_home: Path, section: str, other: str) -> None:
    set_model(sotto_home, section, starter_models() / other)
    result = sotto("chat", "Hello.")
    assert result.code == 1
    assert "not a" in result.err


def test_a_truncated_language_model_says_so(sotto: Sotto, sotto_home: Path, tmp_path: Path) -> None:
    whole = (starter_models() / "llm" / "starter.gguf").read_bytes()
    (tmp_path / "half.gguf").write_bytes(whole[: len(whole) // 2])
    set_model(sotto_home, "language_model", tmp_path / "half.gguf")
    result = sotto("chat", "Hello.")
    assert result.code == 1
    assert "half.gguf" in result.err


def test_settings_that_do_not_parse_say_so(sotto: Sotto, sotto_home: Path) -> None:
    sotto_home.mkdir(parents=True)
    (sotto_home / "settings.toml").write_text("[voice]\nlength_scale = 99\n")
    result = sotto("chat", "Hello.")
    assert result.code == 1
    assert "voice.length_scale" in result.err


def test_a_database_that_is_none_costs_no_answer(sotto: Sotto, sotto_home: Path) -> None:
    sotto_home.mkdir(parents=True)
    (sotto_home / "sotto.db").write_text("this is not a database, but a letter of more than a hundred bytes " * 5)
    result = sotto("chat", "What is two plus two?")
    assert result.code == 0
    assert "4" in result.out
    assert "sotto.db" in result.err
    last = json.loads((sotto_home / "sotto.db.journal.jsonl").read_text().splitlines()[-1])
    assert (last["progress"], last["outcome"]) == ("ended", "completed"), "the turn is kept"


def test_a_database_of_a_newer_sotto_is_left_alone(sotto: Sotto, sotto_home: Path) -> None:
    assert sotto("chat", "Hello.").code == 0
    with sqlite3.connect(sotto_home / "sotto.db") as db:
        db.execute("PRAGMA user_version = 9999")
    db.close()
    listed = sotto("sessions", "list")
    assert listed.code == 1
    assert "newer" in listed.err
    result = sotto("chat", "Hello.")
    assert result.code == 0
    assert "newer" in result.err


def test_a_locked_database_costs_no_answer_and_no_turn(sotto: Sotto, sotto_home: Path) -> None:
    first = sotto("chat", "Hello.", "--json").json
    lock = sqlite3.connect(sotto_home / "sotto.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    result = sotto("chat", "What is three plus three?", "--json")
    assert "6" in result.json["reply"]
    lock.execute("ROLLBACK")
    lock.close()
    assert sotto("chat", "Hello.").code == 0
    ids = {session["id"] for session in sotto("sessions", "list", "--json").json}
    assert {first["session"], result.json["session"]} <= ids


def test_say_and_transcribe_round_trip(sotto: Sotto, tmp_path: Path) -> None:
    out = tmp_path / "said.wav"
    assert sotto("say", "What time is it?", "--out", out).code == 0
    assert soundfile.info(out).duration > 0.5
    result = sotto("transcribe", out, "--json").json
    assert list(result) == ["text", "segments", "language", "confidence", "ms"]
    assert "time" in result["text"].lower()
    assert 0 < result["confidence"] <= 1
    assert result["segments"][0]["start"] == 0


def test_nothing_to_say(sotto: Sotto, tmp_path: Path) -> None:
    result = sotto("say", "***", "--out", tmp_path / "x.wav")
    assert result.code == 2
    assert not (tmp_path / "x.wav").exists()


def test_sessions_are_listed_shown_and_exported(sotto: Sotto, tmp_path: Path) -> None:
    assert "no sessions" in sotto("sessions", "list").out
    session = sotto("chat", "=HYPERLINK() what is one plus one?", "--json").json["session"]
    assert session[:8] in sotto("sessions", "list").out
    assert "HYPERLINK" in sotto("sessions", "show", session).out
    csv = sotto("sessions", "export", session, "--format", "csv").out
    assert "'=HYPERLINK" in csv
    assert sotto("sessions", "export", session, "--format", "json", "--out", tmp_path / "s.json").code == 0
    assert "=HYPERLINK() what" in json.dumps(json.loads((tmp_path / "s.json").read_text()))
    assert sotto("sessions", "show", "nope").code == 2


def test_export_into_nowhere_says_so(sotto: Sotto) -> None:
    session = sotto("chat", "Hello.", "--json").json["session"]
    result = sotto("sessions", "export", session, "--format", "csv", "--out", "/nowhere/at/all.csv")
    assert result.code == 2
    assert "cannot be written" in result.err


def test_doctor_finds_a_missing_model(sotto: Sotto, sotto_home: Path, tmp_path: Path) -> None:
    checks = {check["name"]: check for check in sotto("doctor", "--json").json["checks"]}
    assert {"python", "models", "folder", "database", "settings", "display"} <= set(checks)
    assert checks["models"]["ok"]
    shutil.copy(starter_models() / "tts" / "starter.onnx", tmp_path / "lonely.onnx")
    set_model(sotto_home, "voice", tmp_path / "lonely.onnx")
    result = sotto("doctor", "--json")
    assert result.code == 1
    models = next(check for check in result.json["checks"] if check["name"] == "models")
    assert not models["ok"]
    assert models["advice"]


def test_the_demo_answers_in_a_window_and_leaves_its_picture(tmp_path: Path) -> None:
    import subprocess
    import sys

    picture = tmp_path / "demo.png"
    command = [sys.executable, "-m", "desktop", "demo", "--json", "--screenshot", str(picture)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert "69" in answer["reply"]
    assert answer["timings_ms"]["turn"] > 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_help_is_quick_to_load_and_complete(sotto: Sotto) -> None:
    text = sotto("--help").out
    for command in ("run", "ask", "chat", "transcribe", "say", "demo", "doctor", "bench", "sessions"):
        assert command in text


@pytest.mark.parametrize("lacking", ["display", "microphone"])
def test_run_without_a_display_or_microphone_says_so_and_shows_the_demo(lacking: str) -> None:
    import os
    import subprocess
    import sys

    if lacking == "microphone" and Path("/dev/snd/pcmC0D0c").exists():
        pytest.skip("this machine has a microphone of its own")
    nowhere = {"PULSE_SERVER": "unix:/nonexistent"}
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")} | nowhere
    if lacking == "microphone":
        environment |= {"DISPLAY": ":987", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "desktop", "run"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=90, env=environment)
    assert done.returncode == 0, done.stderr
    assert f"there is no {lacking}" in done.stderr
    assert "69" in done.stdout


def test_damaged_notes_are_told_and_never_an_empty_list(sotto: Sotto, sotto_home: Path) -> None:
    sotto_home.mkdir(parents=True)
    (sotto_home / "notes.json").write_text("{bad")
    asked = sotto("chat", "What is on my shopping list?")
    assert "could not read" in asked.out
    assert "empty" not in asked.out
    assert "notes.json is damaged; it was kept as notes.damaged" in asked.err
    (sotto_home / "notes.json").mkdir()  # as one that may not be read
    ran = sotto("tools", "run", "list_notes")
    assert (ran.code, ran.out) == (1, "the tool could not read its data\n")
    assert "notes.json cannot be read: Is a directory; make sure" in ran.err


def test_an_event_log_that_cannot_be_read_is_told(sotto: Sotto, sotto_home: Path, tmp_path: Path) -> None:
    (sotto_home / "logs" / "events.jsonl").mkdir(parents=True)
    for command in (["log"], ["insights"], ["insights", "export", tmp_path / "figures.json"]):
        asked = sotto(*command)
        assert (asked.code, asked.out) == (1, "")
        assert "events.jsonl cannot be read: Is a directory; make sure" in asked.err
    found = sotto("diagnostics", "--bundle", tmp_path / "report.zip", "--yes", "--json")
    (bad,) = [check for check in found.json["checks"] if check["name"] == "event log"]
    assert (found.code, bad["ok"]) == (1, False)
    with zipfile.ZipFile(tmp_path / "report.zip") as bundle:
        assert "events.jsonl cannot be read" in bundle.read("events.jsonl").decode()


@pytest.mark.parametrize("kind", ["models", "adapters"])
def test_a_folder_that_may_not_be_read_is_told(
    sotto: Sotto, sotto_home: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(folder: Path) -> Iterator[Path]:
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))  # modes do not bind who is root

    monkeypatch.setattr(Path, "iterdir", refused)
    asked = sotto(kind, "list")
    assert (asked.code, asked.out) == (1, "")
    assert asked.err == (
        f"sotto: {sotto_home / kind} cannot be read: Permission denied; "
        "make sure that you may read it and the folder that it is in\n"
    )


def test_an_adapter_that_may_not_be_read_is_told(sotto: Sotto, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr("desktop.adapters.fitting.read_facts", refused)
    asked = sotto("adapters", "load", "foo")
    assert (asked.code, asked.out) == (1, "")
    assert "foo.gguf cannot be read: Permission denied; make sure" in asked.err


def test_whatever_else_may_not_be_read_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    def command() -> int:
        raise PermissionError(errno.EACCES, "Permission denied", "/kept/away")

    assert framed(command) == 1
    assert capsys.readouterr().err == (
        "sotto: /kept/away: Permission denied; make sure that you may read and write it\n"
    )
