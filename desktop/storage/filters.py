"""What a listing or a search is narrowed to. Imports no SQL, so that a window can make one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Filters:
    """All that is wanted must hold; what is left at its default is not asked for.

    Of a session it is enough that one of its turns is interrupted, failed, ran a tool or had the model.
    """

    since: datetime | None = None
    """Aware; what was last active from then on."""
    until: datetime | None = None
    """Aware; what was last active before then."""
    persona: str = ""
    model: str = ""
    """Name of a language model."""
    interrupted: bool = False
    failed: bool = False
    tools: bool = False
    """Whether it ran a tool."""
    pinned: bool | None = None
    deleted: bool = False
    """What lies in the bin instead of what does not."""
