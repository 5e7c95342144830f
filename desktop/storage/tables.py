"""The tables as the newest migration leaves them. A test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, ForeignKeyConstraint, Index, Text, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel

TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
"""Fixed width, so that text order is time order."""


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime kept as ISO 8601 text in UTC."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write UTC text. Raises ValueError for a time without a zone, whose instant nobody knows."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a time zone")
        return value.astimezone(UTC).strftime(TIME_FORMAT)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read it back as an aware datetime in UTC."""
        return None if value is None else datetime.strptime(value, TIME_FORMAT).replace(tzinfo=UTC)


class SessionRow(SQLModel, table=True):
    """One conversation."""

    __tablename__ = "session"
    __table_args__ = (Index("session_by_last_at", "last_at", "id"), Index("session_by_state", "state"))

    id: str = Field(primary_key=True, sa_type=Text)
    """32 hexadecimal digits."""
    title: str = Field(default="", sa_type=Text)
    started_at: datetime = Field(sa_type=UtcTime)
    last_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    state: str = Field(default="open", sa_type=Text)
    """`open` or `closed`."""
    end_reason: str = Field(default="", sa_type=Text)


class TurnRow(SQLModel, table=True):
    """One turn of a conversation. Times ending in `_ms` are milliseconds; NULL where a stage did not run."""

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("session_id", "index"),)

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="session.id", ondelete="CASCADE", sa_type=Text)
    index: int
    """From 1, in the order of the conversation."""
    started_at: datetime = Field(sa_type=UtcTime)
    source: str = Field(sa_type=Text)
    outcome: str = Field(sa_type=Text)
    transcript: str = Field(sa_type=Text)
    language: str = Field(sa_type=Text)
    confidence: float
    generated: str = Field(sa_type=Text)
    spoken: str = Field(sa_type=Text)
    heard: str = Field(sa_type=Text)
    audio_s: float
    stt_ms: float | None = None
    llm_first_token_ms: float | None = None
    llm_ms: float | None = None
    tts_first_audio_ms: float | None = None
    turn_ms: float | None = None
    stt_model: str = Field(sa_type=Text)
    llm_model: str = Field(sa_type=Text)
    tts_model: str = Field(sa_type=Text)
    error: str = Field(sa_type=Text)
    tools: str = Field(sa_type=Text)
    """JSON array of names, in the order they ran."""


class ToolRunRow(SQLModel, table=True):
    """One call of a tool within a turn."""

    __tablename__ = "tool_run"
    __table_args__ = (
        ForeignKeyConstraint(["session_id", "turn"], ["turn.session_id", "turn.index"], ondelete="CASCADE"),
        UniqueConstraint("session_id", "turn", "position"),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(sa_type=Text)
    turn: int
    """Number of the turn within its session."""
    position: int
    """From 1, in the order of the turn's calls."""
    name: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    arguments: str = Field(sa_type=Text)
    """JSON, as the model wrote it."""
    result: str = Field(sa_type=Text)
    """JSON object."""
    ms: float
    at: datetime = Field(sa_type=UtcTime)
