"""A phrase that is said to the whole application is in the record, which docs/record.md names, and nowhere else."""

from __future__ import annotations

import io
import json
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from desktop.assistant import Assistant
from desktop.benchmarks.questions import speak
from desktop.bundle import contents
from desktop.cli.app import run
from desktop.diagnosis import examine
from desktop.documents.library import Library
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.wavfile import WavMicrophone, WavSpeaker, write_wav
from desktop.engine.protocols import Samples
from desktop.events import ToolRan, TurnFinished
from desktop.job import Job
from desktop.metering import read_metrics
from desktop.paths import Paths, starter_models
from desktop.settings import Settings
from desktop.settings.operating import DocumentSettings, LogSettings, MetricsSettings, MonitorSettings
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from tests.fakes import Events
from tests.test_watched import everything_told

PHRASE, CANARY = "Tell me about penguins.", "penguin"
AGAIN = f"Did we talk about {CANARY}s?"
FACT = f"Remember that my boat is called {CANARY}."
ABOUT_FACT, ABOUT_DOCUMENT = "What is my boat called?", "What do my documents say about the harbour?"
TIMER = f"Set a timer for two hours for the {CANARY}s."
NOTE = f"Add {CANARY} food to my shopping list."
RECORD = (
    "sotto.db", "sotto.db-wal", "sotto.db-shm", "recordings", "backups", "documents.db", "documents.db-wal",
    "notes.json", "timers.json",
)  # fmt: skip
"""Where it belongs, below the home."""


@pytest.fixture(scope="module")
def said() -> Samples:
    (question,) = speak(starter_models() / "tts" / "starter.onnx", [PHRASE])
    return question.samples


@contextmanager
def python_logs() -> Iterator[io.StringIO]:
    """All that the program logs for developers, down to the last detail."""
    text, root, sotto = io.StringIO(), logging.getLogger(), logging.getLogger("sotto")
    handler, levels = logging.StreamHandler(text), (root.level, sotto.level)
    handler.addFilter(lambda record: record.name != "websockets.client")  # the watcher, which is no part of Sotto
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    sotto.setLevel(logging.DEBUG)
    try:
        yield text
    finally:
        root.removeHandler(handler)
        root.setLevel(levels[0])
        sotto.setLevel(levels[1])


def files_with(word: str, home: Path) -> list[str]:
    """Files below a folder that hold a word in any case, in UTF-8 or UTF-16, besides the record."""
    found = []
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home)
        if path.is_file() and name.parts[0] not in RECORD:
            content = path.read_bytes().lower()
            if any(word.encode(coding) in content for coding in ("utf-8", "utf-16-le", "utf-16-be")):
                found.append(str(name))
    return found


def talk(home: Path, said: Samples, reply: Path, settings: Settings) -> tuple[list[str], str]:
    """Say the phrase aloud, ask for it in writing; returns the monitor's frames and the figures for Prometheus."""
    paths, events = Paths(home), Events()
    microphone, speaker = WavMicrophone(said), WavSpeaker(reply, 22_050)
    assistant = Assistant(settings, paths, events, microphone=microphone, speaker=speaker, resident=True)
    try:
        with everything_told(home) as told:
            assistant.press()
            microphone.speak()
            assistant.release()
            assert CANARY in events.wait_for(TurnFinished).transcript.lower()
            # after words of others, as of an earlier conversation, nothing would be kept without a question
            for number, asked in enumerate((NOTE, TIMER), 2):
                assistant.send_text(asked)
                events.wait_for(TurnFinished, number)
            for number, asked in enumerate((FACT, ABOUT_FACT, ABOUT_DOCUMENT), 4):
                assistant.send_text(asked)
                assert CANARY in events.wait_for(TurnFinished, number).generated
            assistant.send_text(AGAIN)
            events.wait_for(TurnFinished, 7)
            figures = read_metrics(settings, paths)
            assistant.close()
    finally:
        assistant.close()
    assert any(CANARY in event.arguments for event in events.of(ToolRan))
    assert (figures.source, len(told) > 20) == ("running", True)
    return told, figures.text


@pytest.mark.parametrize("words", [False, True])
def test_it_is_in_the_record_and_nowhere_else_unless_that_is_switched_on(
    sotto_home: Path, said: Samples, tmp_path: Path, capfd: pytest.CaptureFixture[str], words: bool
) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "harbour.txt").write_text(f"In the harbour lies the {CANARY}.")
    settings = Settings(
        documents=DocumentSettings(folders=(str(tmp_path / "documents"),)),
        log=LogSettings(words=words),
        metrics=MetricsSettings(endpoint=True, port=0),
        monitor=MonitorSettings(server=True, port=0, words=words),
    )
    with python_logs() as logs:
        with closing(Library(lambda: settings.documents, Paths(sotto_home))) as library:
            library.refresh(Job())
        told, figures = talk(sotto_home, said, tmp_path / "reply.wav", settings)
    paths = Paths(sotto_home)
    with Database.open(paths.database) as database:
        store = Conversations(database)
        (session,) = store.sessions()
        assert CANARY in store.turns(session.id)[0].transcript.lower()
    for name in ("notes.json", "timers.json", "sotto.db"):
        kept = sotto_home / name
        assert CANARY in kept.read_bytes().lower().decode("latin-1"), name
        assert kept.stat().st_mode & 0o077 == 0, name
    frames, terminal = "\n".join(told).lower(), "".join(capfd.readouterr()).lower()
    assert (CANARY in frames) is words
    assert files_with(CANARY, sotto_home) == (["logs/events.jsonl"] if words else [])
    assert CANARY not in figures.lower() + logs.getvalue().lower() + terminal
    for asked in ("", session.id):
        found = examine(settings, paths, asked)
        assert CANARY not in json.dumps(contents(found, paths, asked)).lower()
    told_of = examine(settings, paths, session.id, words=True)
    assert CANARY in contents(told_of, paths, session.id, words=True)["diagnosis.json"].lower()
    shown = {}
    for command in ("log --level debug --lines 0", "metrics --prometheus", "insights --json", "db stats"):
        run(command.split())
        shown[command.split()[0]] = CANARY in "".join(capfd.readouterr()).lower()
    assert shown == {"log": words, "metrics": False, "insights": False, "db": False}


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how large a core file may be")
def test_a_crash_leaves_nothing_of_it(sotto_home: Path, said: Samples, tmp_path: Path) -> None:
    wav, here = tmp_path / "said.wav", tmp_path / "here"
    here.mkdir()
    write_wav(wav, said, SAMPLE_RATE)
    environment = os.environ | {"PYTHONFAULTHANDLER": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    program = [sys.executable, "-m", "desktop", "listen", "--hands-free", "--wav", str(wav)]
    with subprocess.Popen(
        program, cwd=here, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)),
    ) as sotto:  # fmt: skip
        assert sotto.stdout is not None
        heard = next((line for line in sotto.stdout if CANARY in line.lower()), "")
        limits = Path(f"/proc/{sotto.pid}/limits").read_text()
        sotto.send_signal(signal.SIGSEGV)
        _, trace = sotto.communicate(timeout=30)
    assert heard
    assert sotto.returncode == -signal.SIGSEGV
    assert "Segmentation fault" in trace
    assert CANARY not in trace.lower()
    (core,) = [line.split()[4] for line in limits.splitlines() if line.startswith("Max core file size")]
    assert core == "0"
    assert files_with(CANARY, sotto_home) == []
    assert list(here.iterdir()) == []
