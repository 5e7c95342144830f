"""What storage hands out: plain frozen records, never live rows."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Literal

from desktop.terms import ModelNames, Outcome, Source, Timings

SessionState = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One conversation."""

    id: str
    """32 hexadecimal digits."""
    title: str
    """Beginning of the first thing said; empty while nothing was."""
    started_at: datetime
    """UTC, aware; so are the other times."""
    last_at: datetime
    """When its newest turn started."""
    ended_at: datetime | None
    state: SessionState
    end_reason: str
    """Why it was closed; `crash` when nobody closed it. Empty while open."""
    turns: int
    """How many turns it has."""


@dataclass(frozen=True, slots=True)
class ToolRunRecord:
    """One call of a tool and what came of it."""

    name: str
    title: str
    """What was done, in words for people."""
    arguments: str
    """JSON object, as the model wrote it."""
    result: str
    """JSON object; has the key `error` when the call failed."""
    ms: float
    at: datetime
    """When it ended; UTC, aware."""


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One turn, however it ended."""

    session: str
    index: int
    """From 1."""
    started_at: datetime
    """UTC, aware."""
    source: Source
    outcome: Outcome
    transcript: str
    language: str
    confidence: float
    """0 to 1."""
    generated: str
    spoken: str
    heard: str
    audio_s: float
    """Length of the utterance in seconds; 0 for typed text."""
    timings: Timings
    models: ModelNames
    error: str = ""
    tools: tuple[str, ...] = field(default=())
    """Names of the tools it called, in order."""
    runs: tuple[ToolRunRecord, ...] = field(default=())
    """The same calls with all that is known of them; empty in records from before they were kept."""


def storable(turn: TurnRecord) -> TurnRecord:
    """Return `turn` with what neither SQLite nor JSON can hold replaced.

    Lone surrogates become `?`, a number that is not finite becomes 0 (a timing None). One odd character from
    a language model must not cost the whole turn.
    """
    timings = Timings(**{item.name: _finite(getattr(turn.timings, item.name)) for item in fields(Timings)})
    return replace(
        turn,
        confidence=_finite(turn.confidence) or 0.0,
        audio_s=_finite(turn.audio_s) or 0.0,
        timings=timings,
        models=ModelNames(*(_encodable(name) for name in (turn.models.stt, turn.models.llm, turn.models.tts))),
        tools=tuple(_encodable(name) for name in turn.tools),
        runs=tuple(_storable_run(run) for run in turn.runs),
        transcript=_encodable(turn.transcript),
        language=_encodable(turn.language),
        generated=_encodable(turn.generated),
        spoken=_encodable(turn.spoken),
        heard=_encodable(turn.heard),
        error=_encodable(turn.error),
    )


def _storable_run(run: ToolRunRecord) -> ToolRunRecord:
    return ToolRunRecord(
        name=_encodable(run.name),
        title=_encodable(run.title),
        arguments=_encodable(run.arguments),
        result=_encodable(run.result),
        ms=_finite(run.ms) or 0.0,
        at=run.at,
    )


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None
