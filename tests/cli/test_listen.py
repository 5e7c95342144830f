"""`sotto listen` with the starter models; a file stands in for the microphone."""

from __future__ import annotations

import io
import queue
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.cli.listen import Screen
from desktop.engine.audio import resample
from desktop.events import (
    EngineClosed,
    EngineEvent,
    PartialTranscript,
    ReplyDelta,
    SpeechStarted,
    Transcribed,
    TurnFinished,
    head,
)
from desktop.terms import ModelNames, Outcome, Source, Timings
from tests.cli.conftest import Result

Sotto = Callable[..., Result]


@pytest.fixture
def conversation(question: Path, tmp_path: Path) -> Path:
    """The question, after and before half a second of silence."""
    samples, rate = soundfile.read(question, dtype="float32")
    silence = np.zeros(8000, np.float32)
    path = tmp_path / "conversation.wav"
    soundfile.write(
        path, np.concatenate([silence, resample(samples, rate, 16_000) * np.float32(0.6), silence]), 16_000
    )
    return path


@pytest.mark.parametrize("options", [["--hands-free"], []])
def test_a_spoken_conversation_is_written_down(sotto: Sotto, conversation: Path, options: list[str]) -> None:
    result = sotto("listen", *options, "--wav", conversation)
    assert result.code == 0, result.err
    said, replied = result.out.splitlines()
    assert said.startswith("you:")
    assert "seven" in said.lower()
    assert replied.startswith("sotto:")
    assert "12" in replied
    assert result.err == ""


def test_a_file_that_is_not_there(sotto: Sotto, tmp_path: Path) -> None:
    result = sotto("listen", "--hands-free", "--wav", tmp_path / "nothing.wav")
    assert result.code == 1
    assert "does not exist" in result.err


def turn(outcome: Outcome, error: str = "") -> TurnFinished:
    return TurnFinished(
        **head("a" * 32, 1, 0.0), outcome=outcome, source=Source.VOICE, transcript="", language="en", confidence=1.0,
        generated="", spoken="", heard="", audio_s=1.0, timings=Timings(), models=ModelNames("", "", ""), error=error,
    )  # fmt: skip


def shown(live: bool, *events: EngineEvent) -> str:
    screen, inbox, out = Screen(live=live), queue.SimpleQueue[EngineEvent](), io.StringIO()
    for event in events:
        inbox.put(event)
    inbox.put(EngineClosed(**head("a" * 32, 0, 0.0)))
    with redirect_stdout(out):
        screen.follow(inbox, lambda _number, _answer: None)
    return out.getvalue()


HEAD = head("a" * 32, 1, 0.0)
PARTIAL = PartialTranscript(**HEAD, text="What time")
HEARD = Transcribed(**HEAD, text="What time is it?", language="en", confidence=0.9, ms=50)


def test_in_a_terminal_the_line_under_way_is_renewed_in_place() -> None:
    text = shown(True, SpeechStarted(**HEAD), PARTIAL, HEARD)
    assert text == "\r\x1b[2K… What time\r\x1b[2Kyou:   What time is it?\n"


def test_in_a_file_there_are_whole_lines_only() -> None:
    assert shown(False, PARTIAL, HEARD) == "you:   What time is it?\n"


def test_an_interrupted_reply_ends_in_a_dash_and_an_ignored_utterance_has_its_reason() -> None:
    reply = [ReplyDelta(**HEAD, text="It is"), ReplyDelta(**HEAD, text=" nine"), turn(Outcome.INTERRUPTED)]
    assert shown(False, *reply) == "sotto: It is nine —\n"
    assert shown(False, turn(Outcome.IGNORED, "it was very quiet")) == "       (it was very quiet)\n"
