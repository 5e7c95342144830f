"""A real conversation with the starter models that others look on at, and that some try to harm."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.assistant import Assistant
from desktop.benchmarks import monitor_attackers
from desktop.benchmarks.questions import speak
from desktop.engine.backends.wavfile import WavMicrophone, WavSpeaker
from desktop.events import StageFailed, TurnFinished
from desktop.observability.monitor.client import watching
from desktop.observability.monitor.server import Monitor
from desktop.observability.monitor.wanted import Wanted
from desktop.paths import Paths, starter_models
from desktop.settings import Settings
from desktop.settings.operating import MonitorSettings
from desktop.terms import Outcome
from tests.fakes import Events
from tests.observability.monitor.watchers import answers, key_of
from tests.observability.test_observer import until
from tests.test_gauges import CANARY, QUESTION, running

WATCHED = Settings(monitor=MonitorSettings(server=True, port=0))
MOST_SLOWER = 10
"""Times: the attackers use one of two cores, and another test may use the other."""


def monitor_of(assistant: Assistant) -> Monitor:
    monitor = assistant._observer._monitor
    assert monitor is not None
    return monitor


@contextmanager
def everything_told(home: Path) -> Iterator[list[str]]:
    """What a subscriber gets until Sotto ends, words of the snapshot's own past among it."""
    told: list[str] = []
    begun = threading.Event()

    def follow() -> None:
        with watching(Paths(home), Wanted()) as lines:
            for line in lines:
                told.append(line)
                begun.set()

    thread = threading.Thread(target=follow, name="watcher")
    thread.start()
    assert begun.wait(10)
    yield told
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize("words", [False, True])
def test_what_is_said_reaches_nobody_unless_that_is_switched_on(
    sotto_home: Path, events: Events, words: bool
) -> None:
    settings = Settings(monitor=MonitorSettings(server=True, port=0, words=words))
    with running(sotto_home, events, settings, resident=True) as assistant, everything_told(sotto_home) as told:
        assistant.send_text(QUESTION)
        events.wait_for(TurnFinished)
        assistant.send_text(f"Set a timer for one hour called {CANARY}.")
        events.wait_for(TurnFinished, 2)
        with everything_told(sotto_home) as later:  # the past that one who comes late is given
            assistant.close()
    everything = "\n".join([*told, *later]).lower()
    types = [json.loads(line)["type"] for line in told]
    assert (types[0], types[-1]) == ("monitor.snapshot", "session.end")
    assert types.count("turn.complete") == 2
    assert (CANARY in everything) is words
    assert ('"words":{' in everything) is words


@pytest.fixture
def events() -> Events:
    return Events()


def test_a_spoken_question_is_watched_from_its_first_sound_to_its_last(
    sotto_home: Path, events: Events, tmp_path: Path
) -> None:
    (question,) = speak(starter_models() / "tts" / "starter.onnx", ["What is seven plus five?"])
    microphone, speaker = WavMicrophone(question.samples), WavSpeaker(tmp_path / "reply.wav", 22_050)
    assistant = Assistant(WATCHED, Paths(sotto_home), events, microphone=microphone, speaker=speaker, resident=True)
    with everything_told(sotto_home) as told:
        assistant.press()
        microphone.speak()
        assistant.release()
        finished = events.wait_for(TurnFinished)
        assistant.close()
    assert "seven" in finished.transcript.lower()
    types = [json.loads(line)["type"] for line in told]
    for expected in ("speech.start", "recognise.complete", "tool.complete", "speak.start", "turn.complete"):
        assert expected in types
    assert "seven" not in "\n".join(told).lower()


def test_nobody_can_look_on_unless_that_is_switched_on(sotto_home: Path, events: Events) -> None:
    paths = Paths(sotto_home)
    with running(sotto_home, events, resident=True) as assistant:
        assert assistant._observer._monitor is None
    with running(sotto_home, events, WATCHED) as visitor:
        assert visitor._observer._monitor is None
    assert not paths.monitor_address.exists()
    assert not paths.monitor_key.exists()


def test_a_port_that_is_taken_is_told_and_no_more(sotto_home: Path, events: Events) -> None:
    with running(sotto_home / "a", events, WATCHED, resident=True) as assistant:
        port = monitor_of(assistant).port
        later = Events()
        taken = Settings(monitor=MonitorSettings(server=True, port=port))
        with running(sotto_home / "b", later, taken, resident=True):
            assert f"port {port}" in later.wait_for(StageFailed).message


def test_hostile_clients_harm_no_conversation(sotto_home: Path, events: Events) -> None:
    with running(sotto_home, events, WATCHED, resident=True) as assistant:
        took(assistant, events, 3)
        before = took(assistant, events, 5)
        port, key = monitor_of(assistant).port, key_of(sotto_home)
        threads = threading.active_count()
        program = [sys.executable, monitor_attackers.__file__, str(port), key]
        with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as attack:
            assert attack.stdout is not None
            assert attack.stdout.readline() == "begun\n"
            during = took(assistant, events, 5)
            assert threading.active_count() <= threads
            done = json.loads(attack.communicate("\n", timeout=60)[0])
        until(answers(port, key))
        with watching(Paths(sotto_home), Wanted(types=("turn",), metrics=False)) as lines:
            recent = json.loads(next(lines))["recent"]
        assert monitor_of(assistant).dropped == 0
    print(f"a turn took {during / before:.1f} times as long beside {done['made']} hostile connections")
    assert during < MOST_SLOWER * before
    assert recent == 13
    assert not events.of(StageFailed)
    assert done["made"] >= 1000
    # one that finds no place is hung up on; nobody is ever let in
    assert set(done["answers"]) <= {"host 403", "origin 403", "key 401", "host", "origin", "key"}


def took(assistant: Assistant, events: Events, turns: int) -> float:
    """Median time of so many turns, in seconds."""
    times = []
    for _ in range(turns):
        count = len(events.of(TurnFinished))
        start = time.monotonic()
        assistant.send_text("What is seven plus five?")
        events.wait_for(TurnFinished, count + 1)
        times.append(time.monotonic() - start)
        assert events.of(TurnFinished)[-1].outcome is Outcome.COMPLETED
    return sorted(times)[turns // 2]
