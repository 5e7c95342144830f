"""One line of the event log: its kinds, how much it matters, how it is written and read."""

from __future__ import annotations

import enum
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.event import Event

_ENCODER = json.JSONEncoder(separators=(",", ":"))
_INSTANT = len("2026-01-01T00:00:00.000000")


class EventType(enum.StrEnum):
    """What happened. The word before the point is enough to ask for all of its kind."""

    SESSION_START = "session.start"
    SESSION_END = "session.end"
    SPEECH_START = "speech.start"
    """The user began to speak."""
    RECOGNISE_START = "recognise.start"
    """The utterance is complete."""
    RECOGNISE_COMPLETE = "recognise.complete"
    RECOGNISE_IGNORED = "recognise.ignored"
    """It was nothing to be trusted."""
    REPLY_START = "reply.start"
    """The first words of the reply."""
    REPLY_COMPLETE = "reply.complete"
    SPEAK_START = "speak.start"
    """The first sound of the reply."""
    SPEAK_COMPLETE = "speak.complete"
    INTERRUPTION = "interruption"
    CONTROL = "control"
    TOOL_START = "tool.start"
    TOOL_COMPLETE = "tool.complete"
    CONSENT_ASK = "consent.ask"
    """The user is asked whether a tool may."""
    CONSENT_ANSWER = "consent.answer"
    TURN_COMPLETE = "turn.complete"
    DEVICE = "device"
    MODEL_LOAD = "model.load"
    ADAPTER = "adapter"
    """The language model answers with another one, or with none."""
    CACHE = "cache"
    """How much of a prompt was in the language model's memory."""
    CACHE_ANSWER = "cache.answer"
    """Whether the answer had been given before, and was given again."""
    TIMER = "timer"
    WAKE = "wake"
    """The wake word was said."""
    SUMMARY = "summary"
    STATE = "state"
    ERROR = "error"
    LOG_DROPPED = "log.dropped"
    """Entries that are missing here."""


class Level(enum.StrEnum):
    """How much it matters, the least first."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Grows with the level, from 0."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told of one fact."""

    type: EventType
    session: str
    """32 hexadecimal digits."""
    turn: int
    """From 1; 0 outside of a turn."""
    at: float
    """`time.monotonic()` when it happened, in seconds."""
    level: Level = Level.INFO
    stage: str = ""
    """A `Stage`; empty where it concerns none."""
    ms: float | None = None
    """How long it took, in milliseconds."""
    counts: Mapping[str, float | None] = field(default_factory=dict)
    """Numbers; None is not written."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Names of states, outcomes, models, tools, devices and Sotto's own sentences: nothing anybody said."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What was said, by either side."""


def utc_of(at: float) -> datetime:
    """When the monotonic clock of this machine showed `at` seconds."""
    return datetime.now(UTC) - timedelta(seconds=time.monotonic() - at)


def line_of(entry: Entry, utc: datetime, *, words: bool) -> str:
    """Return an entry as JSON in ASCII without a line's end; what was said only with `words`."""
    counts = {name: _short(number) for name, number in entry.counts.items() if number is not None}
    instant = utc.astimezone(UTC).isoformat(timespec="microseconds")[:_INSTANT]
    ms = "null" if entry.ms is None else _short(entry.ms)
    # each turn has a dozen of these, and a name of Sotto's own needs no escaping
    return (
        f'{{"utc":"{instant}Z","monotonic":{round(entry.at, 6)},'
        f'"session":{_ENCODER.encode(entry.session)},"turn":{entry.turn},'
        f'"type":"{entry.type}","level":"{entry.level}","stage":"{entry.stage}","ms":{ms},'
        f'"counts":{_json(counts)},"facts":{_json(entry.facts)}'
        + (f',"words":{_json(entry.words)}}}' if words and entry.words else "}")
    )


def _json(names: Mapping[str, Any]) -> str:
    return _ENCODER.encode(dict(names)) if names else "{}"


@dataclass(frozen=True, slots=True)
class Logged:
    """A line that was read back."""

    utc: datetime
    type: str
    """An `EventType`, or that of a newer Sotto."""
    level: Level
    session: str
    turn: int
    fields: Mapping[str, Any]
    """All that the line holds."""

    @classmethod
    def parse(cls, line: str) -> Logged | None:
        """Return what a line tells; None for one that is cut off, damaged, or of something else."""
        try:
            fields = json.loads(line)
            utc, level = datetime.fromisoformat(fields["utc"]), Level(fields["level"])
            turn = int(fields["turn"])
            return cls(utc.astimezone(UTC), str(fields["type"]), level, str(fields["session"]), turn, fields)
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return None

    def without_words(self) -> dict[str, Any]:
        """All that the line holds but what was said."""
        return {name: value for name, value in self.fields.items() if name != "words"}


def _short(number: float) -> float:
    # JSON has no numbers that are not finite, and nobody needs nanoseconds
    return round(number, 3) if abs(number) < float("inf") else 0


def entry_of(event: Event, type_: EventType, **known: Any) -> Entry:
    """An entry with the session, turn and time of an event."""
    return Entry(type_, event.session, event.turn, event.at, **known)
