"""The table of what the user asked to remember, as the newest migration leaves it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from desktop.storage.columns import AnyText, UtcTime


class FactRow(SQLModel, table=True):
    """One fact. It stays when the conversation is deleted in which it was said: it was asked for by itself."""

    __tablename__ = "fact"
    __table_args__ = (Index("fact_by_machine", "machine", "made_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    machine: str = Field(default="", sa_type=Text)
    """Name of the home whose user said it, see `SessionRow.machine`: nobody else's is told."""
    text: str = Field(sa_type=AnyText)
    made_at: datetime = Field(sa_type=UtcTime)
    changed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    session_id: str = Field(default="", sa_type=Text)
    """Where it was said; empty when it was written by hand."""
    turn: int = 0
