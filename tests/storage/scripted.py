"""Turns as the engine tells them, event by event."""

from __future__ import annotations

import time
from typing import Any

from desktop.events import (
    EngineEvent,
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
)
from desktop.terms import State
from tests.storage.samples import SESSION, finished, ran


def head(index: int, session: str = SESSION) -> dict[str, Any]:
    return {"session": session, "turn": index, "at": time.monotonic()}


def started(index: int = 1, session: str = SESSION) -> SpeechStarted:
    return SpeechStarted(**head(index, session))


def ended(index: int = 1, session: str = SESSION) -> SpeechEnded:
    return SpeechEnded(**head(index, session), audio_s=1.5)


def partial(index: int = 1, session: str = SESSION, text: str = "what time") -> PartialTranscript:
    return PartialTranscript(**head(index, session), text=text)


def transcribed(index: int = 1, session: str = SESSION) -> Transcribed:
    return Transcribed(**head(index, session), text=f"question {index}", language="en", confidence=0.5, ms=1.0)


def tool_started(index: int = 1, session: str = SESSION) -> ToolStarted:
    return ToolStarted(**head(index, session), name="clock", arguments="{}")


def tool_ran(index: int = 1, session: str = SESSION, **changes: Any) -> ToolRan:
    return ran(index, session, **changes)


def delta(index: int = 1, session: str = SESSION, text: str = "It is ") -> ReplyDelta:
    return ReplyDelta(**head(index, session), text=text)


def audible(index: int = 1, session: str = SESSION) -> ReplyAudible:
    return ReplyAudible(**head(index, session), ms=1.0)


def heard(index: int = 1, session: str = SESSION, text: str = "It is") -> ReplyHeard:
    return ReplyHeard(**head(index, session), heard=text)


def state(index: int, state: State, session: str = SESSION) -> StateChanged:
    return StateChanged(**head(index, session), state=state)


def whole_turn(index: int = 1, session: str = SESSION) -> list[EngineEvent]:
    """A spoken turn with a tool, from its first to its last event."""
    return [
        started(index, session),
        state(index, State.LISTENING, session),
        partial(index, session),
        ended(index, session),
        state(index, State.THINKING, session),
        transcribed(index, session),
        tool_started(index, session),
        tool_ran(index, session),
        delta(index, session),
        delta(index, session, "noon."),
        audible(index, session),
        state(index, State.SPEAKING, session),
        heard(index, session),
        finished(index, session, tools=("clock",)),
        state(index, State.IDLE, session),
    ]
