"""What the event log tells of a period: losses, devices, tools, the language model's memory. Holds no words. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.observability.log_entry import EventType, Level, Logged
from desktop.terms import Stage

_MOST_PROBLEMS = 20
"""Of which the newest are kept."""
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
    problems: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_MOST_PROBLEMS))
    """Warnings and errors as they were written, without words; the oldest first."""

    @property
    def reuse(self) -> float | None:
        """Share of the prompts that was in the model's memory, 0 to 1; None without any."""
        return self.reused_tokens / self.prompt_tokens if self.prompt_tokens else None


def gather(lines: Iterable[Logged]) -> LogFacts:
    """Read lines once and keep what matters."""
    found = LogFacts()
    for line in lines:
        found.entries += 1
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


def _group(line: Logged, name: str) -> Mapping[str, Any]:
    group = line.fields.get(name)
    return group if isinstance(group, dict) else {}


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else 0
