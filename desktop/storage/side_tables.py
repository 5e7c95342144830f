"""The tables of what hangs on a turn, as the newest migration leaves them: tool runs, context, audio, events."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from desktop.storage.columns import AnyText, UtcTime


def _of_turn() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["session_id", "turn"], ["turn.session_id", "turn.index"], ondelete="CASCADE")


class ToolRunRow(SQLModel, table=True):
    """One call of a tool within a turn."""

    __tablename__ = "tool_run"
    __table_args__ = (
        _of_turn(),
        UniqueConstraint("session_id", "turn", "position"),
        Index("tool_run_by_name", "name"),
        Index("tool_run_running", "session_id", sqlite_where=text("status = 'running'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(sa_type=Text)
    turn: int
    """Number of the turn within its session."""
    position: int
    """From 1, in the order of the turn's calls."""
    name: str = Field(sa_type=AnyText)
    title: str = Field(sa_type=AnyText)
    arguments: str = Field(sa_type=AnyText)
    """JSON, as the model wrote it."""
    result: str = Field(sa_type=AnyText)
    """JSON object; empty while it runs."""
    status: str = Field(sa_type=Text)
    """A `ToolStatus`."""
    started_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    ms: float | None = None
    error: str = Field(sa_type=AnyText)
    """Why it failed or was cancelled."""


class TurnContextRow(SQLModel, table=True):
    """What the model saw of the conversation when it answered a turn."""

    __tablename__ = "turn_context"
    __table_args__ = (_of_turn(), UniqueConstraint("session_id", "turn"))

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(sa_type=Text)
    turn: int
    messages: str = Field(sa_type=AnyText)
    """As `context_form` packs them; whole, a JSON array of objects with `role` and `content`, in old rows."""
    tokens: int | None = None
    """As the model's own tokenizer counts them."""


class AudioRow(SQLModel, table=True):
    """One side of a turn as a sound file. The row goes with its turn, the file with the row."""

    __tablename__ = "audio"
    __table_args__ = (
        _of_turn(),
        UniqueConstraint("session_id", "turn", "side"),
        Index("audio_by_created_at", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(sa_type=Text)
    turn: int
    side: str = Field(sa_type=Text)
    """A `Side`."""
    file: str = Field(sa_type=Text)
    """Path below the folder of recordings, with forward slashes."""
    format: str = Field(sa_type=Text)
    rate: int
    """Samples a second."""
    seconds: float
    bytes: int
    created_at: datetime = Field(sa_type=UtcTime)


class EventRow(SQLModel, table=True):
    """Something that happened in a session besides what is said."""

    __tablename__ = "event"
    __table_args__ = (Index("event_by_session", "session_id", "at"), Index("event_by_at", "at"))

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="session.id", ondelete="CASCADE", sa_type=Text)
    turn: int
    """Number of the turn; 0 outside of one."""
    at: datetime = Field(sa_type=UtcTime)
    kind: str = Field(sa_type=Text)
    severity: str = Field(sa_type=Text)
    """A `Severity`."""
    data: str = Field(sa_type=Text)
    """JSON object."""
