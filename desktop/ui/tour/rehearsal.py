"""A day's talk without its waiting: the events of an engine, put where the engine puts them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count

from desktop.assistant import Assistant
from desktop.event import head
from desktop.events import (
    EngineEvent,
    Head,
    Interrupted,
    LevelMeasured,
    PartialTranscript,
    ReplyAudible,
    ReplyDelta,
    ReplyHeard,
    SpeechEnded,
    SpeechStarted,
    StateChanged,
    ToolRan,
    ToolStarted,
    Transcribed,
    TurnFinished,
)
from desktop.terms import ModelNames, Outcome, Source, State, Timings

A_TURN_S = 20.0
"""One every so often makes a talkative user."""
_SPEECH_S, _LEVEL_S = 2.5, 1 / 30
_QUESTION = "what do I have to think of before I leave the house today"
_REPLY = "There are three things on your list: call the dentist before noon, buy stamps, and water the tomatoes."
_MODELS = ModelNames(stt="starter", llm="starter", tts="starter")
_TIMINGS = Timings(stt=70, llm_first_token=50, llm=210, tts_first_audio=60, turn=260)


class Rehearsed(Assistant):
    """The real assistant, whose engine stays at rest: what it would report is said in its place."""

    def rehearse(self, number: int, turn: int) -> None:
        """Let all events of one turn pass, the `turn`-th of its conversation; on a thread that may wait."""
        for event in talk(self.session, number, turn):
            self._fan_out(event)


def talk(session: str, number: int, turn: int) -> Iterator[EngineEvent]:
    """The events of the turn `number` of the day: each eleventh is interrupted, each fifth uses a tool."""
    about = head(session, turn, time.monotonic())
    yield StateChanged(**about, state=State.LISTENING)
    yield SpeechStarted(**about)
    yield from _levels(session, number, turn)
    yield PartialTranscript(**about, text=_QUESTION[:30])
    yield PartialTranscript(**about, text=_QUESTION)
    yield SpeechEnded(**about, audio_s=_SPEECH_S)
    yield StateChanged(**about, state=State.THINKING)
    yield Transcribed(**about, text=_QUESTION, language="en", confidence=0.95, ms=70)
    if number % 5 == 0:
        yield ToolStarted(**about, name="list_notes", arguments="{}")
        yield ToolRan(**about, name="list_notes", title="Read the list", arguments="{}", result='{"count": 3}', ms=2)
    yield from _answer(about, number)
    yield StateChanged(**about, state=State.IDLE)


def _levels(session: str, number: int, turn: int) -> Iterator[EngineEvent]:
    """As many as in real time: their clock is the one of the day."""
    start = number * A_TURN_S
    for place in range(int(_SPEECH_S / _LEVEL_S)):
        at = start + place * _LEVEL_S * 1.001
        yield LevelMeasured(**head(session, turn, at), rms=0.1, peak=(place % 20) / 20)


def _answer(about: Head, number: int) -> Iterator[EngineEvent]:
    reply = f"{_REPLY} That was number {number}."
    words = reply.split(" ")
    cut = len(words) // 2 if number % 11 == 0 else len(words)
    for place, word in zip(count(), words, strict=False):
        yield ReplyDelta(**about, text=word if place == 0 else f" {word}")
    yield StateChanged(**about, state=State.SPEAKING)
    yield ReplyAudible(**about, ms=260)
    for heard in range(1, cut + 1):
        yield ReplyHeard(**about, heard=" ".join(words[:heard]))
    spoken = " ".join(words[:cut])
    if cut < len(words):
        yield Interrupted(**about, heard=spoken)
    yield TurnFinished(
        **about, outcome=Outcome.COMPLETED if cut == len(words) else Outcome.INTERRUPTED, source=Source.VOICE,
        transcript=_QUESTION, language="en", confidence=0.95, generated=reply, spoken=reply, heard=spoken,
        audio_s=_SPEECH_S, timings=_TIMINGS, models=_MODELS, prompt_tokens=300 + number % 50,
        reply_tokens=30 + number % 9, prompt_ms=40.0, tools=("list_notes",) if number % 5 == 0 else (),
    )  # fmt: skip
