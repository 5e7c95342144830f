"""What an archive of conversations holds: the stored columns under their own names, checked on the way out and in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat

from desktop.storage.context_form import from_json
from desktop.storage.states import EndReason, Progress, Recovery, SessionState, Severity, ToolStatus
from desktop.terms import Outcome, Source

SCHEMA = "sotto.archive/1"
"""Says what a JSON export holds, for the import."""

_FIRST, _AFTER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def _storable(at: datetime) -> datetime:
    # compared before it is converted: 9999 in a zone west of here would leave the calendar
    if not _FIRST <= at < _AFTER:
        raise ValueError("the time lies before 1970 or after 9998")
    return at.astimezone(UTC)


def _prompt(text: str) -> str:
    from_json(text)
    return text


Time = Annotated[AwareDatetime, AfterValidator(_storable)]
Text = str
"""Any: half of a surrogate pair too."""
Prompt = Annotated[str, AfterValidator(_prompt)]
"""JSON array of objects with `role` and `content`."""
Count = Annotated[int, Field(ge=0, le=2**53)]
"""What every reader of JSON holds exactly."""
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""From 1."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ArchivedRun(_Record):
    """One call of a tool; `ToolRunRow` says what the fields mean."""

    position: Number
    name: Text
    title: Text
    arguments: Text
    result: Text
    status: ToolStatus
    started_at: Time
    ended_at: Time | None
    ms: FiniteFloat | None
    error: Text


class ArchivedContext(_Record):
    """What the model saw when it answered a turn; as in `TurnContextRow`."""

    messages: Prompt
    tokens: Count | None


class ArchivedTurn(_Record):
    """One turn that has ended, with all that hangs on it but its sound; `TurnRow` says what the fields mean."""

    index: Number
    started_at: Time
    ended_at: Time | None
    stage: Progress
    source: Source
    outcome: Outcome
    transcript: Text
    language: Text
    confidence: FiniteFloat
    language_confidence: FiniteFloat | None
    no_speech: FiniteFloat | None
    generated: Text
    spoken: Text
    heard: Text
    message_type: Text
    speakability: FiniteFloat | None
    audio_s: FiniteFloat
    stt_ms: FiniteFloat | None
    llm_first_token_ms: FiniteFloat | None
    llm_ms: FiniteFloat | None
    tts_first_audio_ms: FiniteFloat | None
    turn_ms: FiniteFloat | None
    prompt_tokens: Count | None
    reply_tokens: Count | None
    stt_model: Text
    llm_model: Text
    tts_model: Text
    adapter: Text = ""
    adapter_scale: FiniteFloat | None = None
    error: Text
    tools: tuple[Text, ...]
    pinned: bool
    persona: Text = ""
    route: Text = ""
    route_reason: Text = ""
    details: dict[str, Any]
    runs: tuple[ArchivedRun, ...] = ()
    context: ArchivedContext | None = None


class ArchivedEvent(_Record):
    """Something that happened besides what is said; as in `EventRow`."""

    turn: Count
    at: Time
    kind: Text
    severity: Severity
    data: Text


class ArchivedSession(_Record):
    """One conversation, less its turns; `SessionRow` says what the fields mean."""

    id: Text
    title: Text
    started_at: Time
    last_at: Time
    ended_at: Time | None
    state: SessionState
    end_reason: EndReason
    graceful: bool | None
    persona: Text
    pinned: bool
    details: dict[str, Any]
    deleted_at: Time | None
    parent_id: Text | None
    parent_turn: Number | None
    recovery: Recovery
    recovery_note: Text
    summary: Text
    summary_through: Count
    events: tuple[ArchivedEvent, ...] = ()
