"""A turn as it would be told of, made up: with sound, a tool, a long reply, and what is not stored."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from desktop.replay.story import Moment, Recording, Story
from desktop.storage.records import ToolRunRecord
from desktop.terms import Endpoint, ModelNames, Outcome, Source
from desktop.ui.past.story_rows import Told, Wave

_BEGAN = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
_REPLY = "Lisbon lies in Portugal, at the mouth of the Tagus, some three hundred kilometres south of Porto. " * 2
_NOT_STORED = ("the speech probability of then: it is computed from the stored sound", "the sound of the answer")


def _call(arguments: str, result: str, error: str = "") -> ToolRunRecord:
    return ToolRunRecord("book_appointment", "Booked", arguments, result, 120.0, _BEGAN, error=error)


def story() -> Story:
    """All that a turn can be told of."""
    chances = tuple(0.5 - 0.5 * math.cos(frame / 9) for frame in range(100))
    return Story(
        turn=3, started_at=_BEGAN, source=Source.VOICE, outcome=Outcome.COMPLETED, error="",
        recording=Recording(3.2, -2900, 0.032, chances, (0.1, 3.1)),
        partials=(Moment(-900, "where is"),), ended_ms=300,
        endpoint=Endpoint(by_key=False, silence_s=0.64, start=1600, stop=49600, speech_share=0.9),
        persona="Sotto", words="Where is Lisbon, and how do I get there?", words_ms=690, language="en",
        confidence=0.9, no_speech=0.0, prompt=(), prompt_tokens=None,
        calls=(_call('{"name": "Anna", "day": 3.5}', '{"booked": true, "seats": ["1a", "1b"]}'),),
        reply=_REPLY, reply_tokens=50, pieces=(Moment(940, _REPLY),), spoken=_REPLY, audible_ms=1200, answer_s=9.0,
        heard=_REPLY, waterfall={}, models=ModelNames("stt", "llm", "tts"), route="", route_reason="", events=(),
        missing=_NOT_STORED,
    )  # fmt: skip


def told() -> Told:
    """The same with its sounds, ready to be drawn."""
    loud = np.abs(np.sin(np.linspace(0, 40, 600))).astype(np.float32)
    return Told(story(), Wave(-2900, 3.2, loud), Wave(1200, 9.0, loud))


def with_call(arguments: str, result: str, error: str = "") -> Story:
    """The same, but for its one tool call."""
    return replace(story(), calls=(_call(arguments, result, error),))
