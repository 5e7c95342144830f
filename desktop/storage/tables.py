"""Sessions and turns as the newest migration leaves them. A test compares the two.

`side_tables.py` has what hangs on a turn. The full-text indexes are virtual tables, which only `search.py` reads.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from desktop.storage.columns import AnyText, UtcTime
from desktop.storage.states import Progress, Recovery, SessionState


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where))


class SessionRow(SQLModel, table=True):
    """One conversation."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("id"),
        Index("session_by_last_at", "last_at", "id"),
        Index("session_by_state", "state"),
        Index("session_by_persona", "persona", "last_at", "id"),
        Index("session_by_parent", "parent_id"),
        _partial("session_pinned", "last_at", "id", where="pinned"),
        _partial("session_deleted", "deleted_at", where="deleted_at IS NOT NULL"),
    )

    number: int | None = Field(default=None, primary_key=True)
    """What the search index knows it by."""
    id: str = Field(sa_type=Text)
    """32 hexadecimal digits."""
    title: str = Field(default="", sa_type=AnyText)
    started_at: datetime = Field(sa_type=UtcTime)
    last_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    state: str = Field(default=SessionState.ACTIVE.value, sa_type=Text)
    """A `SessionState`."""
    end_reason: str = Field(default="", sa_type=Text)
    """An `EndReason`."""
    graceful: bool | None = None
    """Whether it was ended rather than broke off; NULL until then."""
    persona: str = Field(default="", sa_type=AnyText)
    pinned: bool = False
    details: str = Field(default="{}", sa_type=Text)
    """JSON object: what else is known of it."""
    deleted_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """When it went to the bin."""
    parent_id: str | None = Field(default=None, foreign_key="session.id", ondelete="SET NULL", sa_type=Text)
    """The session that it branched from."""
    parent_turn: int | None = None
    """Number of the last turn that it shares with it."""
    recovery: str = Field(default=Recovery.NONE.value, sa_type=Text)
    """A `Recovery`."""
    recovery_note: str = Field(default="", sa_type=AnyText)
    """A sentence that says why."""
    summary: str = Field(default="", sa_type=AnyText)
    """What the model was told in place of the middle of a long conversation."""
    summary_through: int = 0
    """Number of the last turn that the summary covers; 0 for none."""
    machine: str = Field(default="", sa_type=Text)
    """Name of the home that recorded it last and answers for it: examines it after a crash, deletes it when its
    settings say so. Empty in a file of one's own."""


class TurnRow(SQLModel, table=True):
    """One turn of a conversation. Times ending in `_ms` are milliseconds; NULL where a stage did not run."""

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("session_id", "index"),
        Index("turn_by_started_at", "started_at"),
        Index("turn_by_model", "llm_model", "session_id"),
        _partial("turn_interrupted", "session_id", where="outcome = 'interrupted'"),
        _partial("turn_failed", "session_id", where="outcome = 'failed'"),
        _partial("turn_under_way", "session_id", where="stage <> 'ended'"),
        _partial("turn_pinned", "session_id", "index", where="pinned"),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="session.id", ondelete="CASCADE", sa_type=Text)
    index: int
    """From 1, in the order of the conversation."""
    started_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """NULL while under way, and in turns from before it was kept."""
    stage: str = Field(default=Progress.ENDED.value, sa_type=Text)
    """A `Progress`."""
    source: str = Field(sa_type=Text)
    outcome: str = Field(sa_type=Text)
    transcript: str = Field(sa_type=AnyText)
    language: str = Field(sa_type=AnyText)
    confidence: float
    """Of the transcript, 0 to 1."""
    language_confidence: float | None = None
    """0 to 1."""
    no_speech: float | None = None
    """Probability that nobody spoke, 0 to 1."""
    generated: str = Field(sa_type=AnyText)
    spoken: str = Field(sa_type=AnyText)
    heard: str = Field(sa_type=AnyText)
    message_type: str = Field(default="", sa_type=Text)
    """What kind of message the reply is: a `MessageType`."""
    speakability: float | None = None
    """Share of the reply's words that are spoken as they are written, 0 to 1."""
    audio_s: float
    stt_ms: float | None = None
    llm_first_token_ms: float | None = None
    llm_ms: float | None = None
    tts_first_audio_ms: float | None = None
    turn_ms: float | None = None
    prompt_tokens: int | None = None
    reply_tokens: int | None = None
    stt_model: str = Field(sa_type=AnyText)
    llm_model: str = Field(sa_type=AnyText)
    tts_model: str = Field(sa_type=AnyText)
    adapter: str = Field(default="", sa_type=AnyText)
    """LoRA adapter of the language model; empty for none."""
    adapter_scale: float | None = None
    """Times its own strength."""
    error: str = Field(sa_type=AnyText)
    """Why it failed or was ignored."""
    tools: str = Field(sa_type=Text)
    """JSON array of names, in the order they ran."""
    pinned: bool = False
    """Whether the model is always told it."""
    persona: str = Field(default="", sa_type=AnyText)
    """Who answered, at last; empty where nobody did, and in turns from before it was kept: its session's then."""
    route: str = Field(default="", sa_type=Text)
    """What answered: a `Route`."""
    route_reason: str = Field(default="", sa_type=Text)
    """Why it did: a `RouteReason`."""
    details: str = Field(default="{}", sa_type=Text)
    """JSON object: what else is known of it."""
