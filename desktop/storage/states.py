"""Words for where a session, a turn and a tool run stand, as they are stored."""

from __future__ import annotations

import enum


class SessionState(enum.StrEnum):
    """Whether a session goes on."""

    ACTIVE = "active"
    CLOSED = "closed"
    ERROR = "error"
    """Nobody ended it: it broke off."""


class EndReason(enum.StrEnum):
    """Why a session ended."""

    NOT_YET = ""
    USER = "user"
    """The user went over to another conversation."""
    TIMEOUT = "timeout"
    """Nothing was said in it for long; what is said next begins another one."""
    DEVICE_LOST = "device lost"
    """It ended by itself or with the application while a microphone or loudspeaker was gone and none in its place."""
    CRASH = "crash"
    """Found at the next start: the program or the machine went down."""
    APPLICATION_CLOSED = "application closed"


class Recovery(enum.StrEnum):
    """What could be saved of a session that broke off."""

    NONE = "none"
    """Nothing had to be saved."""
    SUCCESS = "success"
    """Every turn is whole."""
    PARTIAL = "partial"
    """The last turn was cut off; what is known of it is kept."""
    FAILED = "failed"
    """The last turn could not be kept, or a part of it cannot be read."""
    STALE = "stale"
    """It lies too far back to be gone on with unasked."""


class Progress(enum.StrEnum):
    """How far a stored turn has come."""

    LISTENING = "listening"
    THINKING = "thinking"
    """Its question is text."""
    SPEAKING = "speaking"
    """Its reply has begun to be heard."""
    ENDED = "ended"
    DISCARDED = "discarded"
    """The user took it back before it was a turn; what was stored of it goes."""


class ToolStatus(enum.StrEnum):
    """Where a call of a tool stands."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Side(enum.StrEnum):
    """Whose voice a recording is."""

    USER = "user"
    ASSISTANT = "assistant"


class Severity(enum.StrEnum):
    """How much an event matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
