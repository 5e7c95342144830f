"""What is known of a fact that the user asked to remember. A plain record, shared by the engine and by storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LONGEST = 500
"""Characters of a fact."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to remember, for all personas."""

    id: int
    text: str
    """In the user's own words."""
    made_at: datetime
    """When it was said; aware."""
    changed_at: datetime | None = None
    """When its words were last changed by hand."""
    session: str = ""
    """Id of the conversation in which it was said; empty when it was written by hand."""
    turn: int = 0
    """Number of the turn there; 0 when it was written by hand."""
