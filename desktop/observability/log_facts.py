"""What the event log tells of a period: losses, devices, tools, fallbacks, pauses. Holds no words. Pure."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desktop.observability.insights.facts import Fallbacks, Idle
from desktop.observability.log_entry import EventType, Level, Logged
from desktop.terms import ModelChange, Stage

_MOST_PROBLEMS = 20
"""Of which the newest are kept."""
_PAUSE_S = 1800.0
"""From so many seconds on a pause is one in which the models could have been freed."""
_DEVICES = (Stage.MICROPHONE.value, Stage.SPEAKER.value)


@dataclass(slots=True)
class LogFacts:
    """Counts and the newest problems."""

    entries: int = 0
    dropped: int = 0
    device_failures: int = 0
    prompt_tokens: int = 0
    reused_tokens: int = 0
    """Of these, what was in the language model's memory already."""
    tool_ms: dict[str, list[float]] = field(default_factory=dict)
    """How long each call took, by tool."""
    usual_ms: list[float] = field(default_factory=list)
    """How long utterances took to become text."""
    fallen_ms: list[float] = field(default_factory=list)
    """The same of those that were recognised twice, in a short window and in the longest."""
    device_ms: dict[str, list[float]] = field(default_factory=dict)
    """By `microphone_ms` and `speaker_ms`: what the devices said in each turn."""
    idle: Idle = field(default_factory=Idle)
    last: datetime | None = None
    """When the newest line was written by a Sotto that goes on running with its models loaded."""
    problems: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_MOST_PROBLEMS))
    """Warnings and errors as they were written, without words; the oldest first."""

    @property
    def reuse(self) -> float | None:
        """Share of the prompts that was in the model's memory, 0 to 1; None without any."""
        return self.reused_tokens / self.prompt_tokens if self.prompt_tokens else None

    @property
    def fallbacks(self) -> Fallbacks:
        """How often the recogniser did not trust its short window, and what that cost."""
        utterances = len(self.usual_ms) + len(self.fallen_ms)
        return Fallbacks(utterances, len(self.fallen_ms), _median(self.fallen_ms), _median(self.usual_ms))

    def device(self, name: str) -> float | None:
        """Milliseconds that `microphone_ms` or `speaker_ms` had in half of the turns; None where nothing told."""
        values = self.device_ms.get(name)
        return _median(values) if values else None


def gather(lines: Iterable[Logged]) -> LogFacts:
    """Read lines once and keep what matters."""
    found = LogFacts()
    for line in lines:
        found.entries += 1
        _look_for_pause(line, found)
        _count(line, found)
        if line.level.rank >= Level.WARNING.rank:
            found.problems.append(line.without_words())
    return found


def _count(line: Logged, found: LogFacts) -> None:
    counts, facts = _group(line, "counts"), _group(line, "facts")
    match line.type:
        case EventType.LOG_DROPPED:
            found.dropped += int(_number(counts.get("dropped")))
        case EventType.ERROR:
            found.device_failures += line.fields.get("stage") in _DEVICES
        case EventType.CACHE:
            found.prompt_tokens += int(_number(counts.get("prompt_tokens")))
            found.reused_tokens += int(_number(counts.get("reused_tokens")))
        case EventType.TOOL_COMPLETE:
            found.tool_ms.setdefault(str(facts.get("tool", "")), []).append(_number(line.fields.get("ms")))
        case EventType.TURN_COMPLETE:
            _count_turn(counts, found)


def _count_turn(counts: Mapping[str, Any], found: LogFacts) -> None:
    if "fallbacks" in counts and "stt_ms" in counts:
        times = found.fallen_ms if _number(counts["fallbacks"]) else found.usual_ms
        times.append(_number(counts["stt_ms"]))
    for name in ("microphone_ms", "speaker_ms"):
        if name in counts:
            found.device_ms.setdefault(name, []).append(_number(counts[name]))


def _look_for_pause(line: Logged, found: LogFacts) -> None:
    """A pause lies between two lines of one run of Sotto: none ends with a start, nor follows an unloading."""
    if found.last is not None and line.type != EventType.SESSION_START:
        seconds = (line.utc - found.last).total_seconds()
        if seconds >= _PAUSE_S:
            found.idle = Idle(found.idle.pauses + 1, found.idle.seconds + seconds)
    unloaded = line.type == EventType.MODEL_LOAD and _group(line, "facts").get("change") == ModelChange.UNLOADED
    found.last = None if unloaded or line.type == EventType.SESSION_END else line.utc


def _median(values: list[float]) -> float:
    return sorted(values)[math.ceil(len(values) / 2) - 1] if values else 0.0


def _group(line: Logged, name: str) -> Mapping[str, Any]:
    group = line.fields.get(name)
    return group if isinstance(group, dict) else {}


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else 0
