"""What storage hands out: plain frozen records, never live rows."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from desktop.storage.states import EndReason, Progress, Recovery, SessionState, ToolStatus
from desktop.terms import ModelNames, Outcome, Source, Timings


def new_session_id() -> str:
    """32 random hexadecimal digits."""
    return uuid.uuid4().hex


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
    end_reason: EndReason
    turns: int
    """How many turns it has."""
    graceful: bool | None = None
    """Whether it was ended rather than broke off; None until then."""
    persona: str = ""
    pinned: bool = False
    details: dict[str, Any] = field(default_factory=dict)
    """What else is known of it; JSON."""
    deleted_at: datetime | None = None
    """When it went to the bin."""
    parent: str = ""
    """Id of the session that it branched from; empty for none."""
    parent_turn: int | None = None
    """Number of the last turn that it shares with it."""
    recovery: Recovery = Recovery.NONE
    recovery_note: str = ""
    """A sentence that says why."""
    summary: str = ""
    """What the model is told in place of the middle of a long conversation."""
    summary_through: int = 0
    """Number of the last turn that the summary covers; 0 for none."""
    machine: str = ""
    """Name of the home that answers for it, in a team's database."""


@dataclass(frozen=True, slots=True)
class ToolRunRecord:
    """One call of a tool and what came of it."""

    name: str
    title: str
    """What was done, in words for people."""
    arguments: str
    """JSON object, as the model wrote it."""
    result: str
    """JSON object; has the key `error` when the call failed; empty while it runs."""
    ms: float
    at: datetime
    """When it ended, or began while it runs; UTC, aware."""
    status: ToolStatus = ToolStatus.SUCCEEDED
    error: str = ""
    """Why it failed or was cancelled."""


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
    progress: Progress = Progress.ENDED
    ended_at: datetime | None = None
    """UTC, aware; None while under way, and in records from before it was kept."""
    language_confidence: float | None = None
    """0 to 1."""
    no_speech: float | None = None
    """Probability that nobody spoke, 0 to 1."""
    prompt_tokens: int | None = None
    reply_tokens: int | None = None
    seen: tuple[tuple[str, str], ...] = ()
    """What the model was shown, as roles and contents; empty where it was not asked, and in what is read back, since
    `Conversations.context` has it."""
    message_type: str = ""
    """What kind of message the reply is: a `MessageType`."""
    speakability: float | None = None
    """Share of the reply's words that are spoken as they are written, 0 to 1."""
    persona: str = ""
    """Who answered, at last. Its session keeps the first; empty in records from before it was kept."""
    route: str = ""
    """What answered: a `Route`; empty where there was no choice."""
    route_reason: str = ""
    """Why it did: a `RouteReason`."""
    pinned: bool = False
    """Whether the model is always told it."""
    details: dict[str, Any] = field(default_factory=dict)
    """What else is known of it; JSON."""


def storable(turn: TurnRecord) -> TurnRecord:
    """Return `turn` with None, or 0 where a number must be, for each that is not finite: JSON cannot hold it."""
    timings = Timings(**{item.name: _finite(getattr(turn.timings, item.name)) for item in fields(Timings)})
    return replace(
        turn,
        confidence=_finite(turn.confidence) or 0.0,
        audio_s=_finite(turn.audio_s) or 0.0,
        timings=timings,
        runs=tuple(replace(run, ms=_finite(run.ms) or 0.0) for run in turn.runs),
        language_confidence=_finite(turn.language_confidence),
        no_speech=_finite(turn.no_speech),
        speakability=_finite(turn.speakability),
    )


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None
