"""Settings of what is kept."""

from __future__ import annotations

from pydantic import Field

from desktop.settings.marks import Advanced, Live
from desktop.settings.record import Record


class RecordSettings(Record, title="History"):
    """What is kept of conversations."""

    keep_audio: bool = Field(
        True, title="Keep sound", description="Keeps what you and Sotto say as sound files, beside the text."
    )
    audio_days: Live[int] = Field(
        30, ge=0, title="Keep sound for", description="Days after which sound is deleted; 0 keeps it for ever."
    )
    context_days: Live[Advanced[int]] = Field(
        30,
        ge=0,
        title="Keep what the model saw for",
        description="Days after which it is no longer kept what the model was shown for an answer; "
        "0 keeps it for ever.",
    )
    stale_minutes: Live[int] = Field(
        30,
        ge=1,
        le=10_080,
        title="Offer to go on within",
        description="Minutes for which a conversation that broke off is offered again, "
        "and after which one in which nothing is said ends.",
    )
    text_days: Live[int] = Field(
        0,
        ge=0,
        title="Keep conversations for",
        description="Days after which a conversation that is not pinned is deleted; 0 keeps it for ever.",
    )
    most_sessions: Live[int] = Field(
        0,
        ge=0,
        title="Keep at most",
        description="Conversations; of more, the oldest that are not pinned are deleted. 0 keeps any number.",
    )
    bin_days: Live[int] = Field(
        30, ge=1, title="Empty the bin after", description="Days after which what was deleted is gone for good."
    )
    backups: Live[bool] = Field(
        True, title="Backups", description="Keeps a copy of the database for each of the last days, weeks and months."
    )
    database_url: Advanced[str] = Field(
        "",
        title="Team's database",
        description="Like postgresql://user@host/name; empty keeps conversations in a file of one's own.",
    )
