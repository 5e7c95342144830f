"""What is wanted of the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop.observability.log_entry import Entry, EventType, Level, line_of
from desktop.observability.log_facts import gather
from desktop.observability.log_reading import LogFilter
from desktop.observability.telling import Telling
from tests.observability.happenings import CANARY, everything

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def lines() -> list[str]:
    made = [
        Entry(EventType.TOOL_START, "aaa", 1, 1.0),
        Entry(EventType.TOOL_COMPLETE, "aab", 1, 1.0, level=Level.WARNING),
        Entry(EventType.ERROR, "bbb", 0, 1.0, level=Level.ERROR),
        Entry(EventType.STATE, "bbb", 0, 1.0, level=Level.DEBUG),
    ]
    return [line_of(entry, NOON + timedelta(hours=number), words=False) for number, entry in enumerate(made)]


def found(wanted: LogFilter) -> list[str]:
    return [line.type for line in wanted.of([*lines(), "half a li"])]


def test_all_is_wanted_unless_told_otherwise() -> None:
    assert found(LogFilter()) == ["tool.start", "tool.complete", "error", "state"]


def test_each_filter_narrows() -> None:
    assert found(LogFilter(session="aa")) == ["tool.start", "tool.complete"]
    assert found(LogFilter(types=("tool",))) == ["tool.start", "tool.complete"]
    assert found(LogFilter(types=("tool.start", "error"))) == ["tool.start", "error"]
    assert found(LogFilter(level=Level.WARNING)) == ["tool.complete", "error"]
    assert found(LogFilter(since=NOON + timedelta(hours=2))) == ["error", "state"]
    assert found(LogFilter("a", ("tool",), Level.WARNING, NOON)) == ["tool.complete"]


def test_facts_of_a_period() -> None:
    telling = Telling(lambda: frozenset({"clock"}))
    entries = [entry for event in everything() for entry in telling.take(event)]
    entries.append(Entry(EventType.LOG_DROPPED, "a", 0, 1.0, level=Level.WARNING, counts={"dropped": 7}))
    facts = gather(LogFilter().of(line_of(entry, NOON, words=True) for entry in entries))
    assert (facts.dropped, facts.device_failures, facts.reuse) == (7, 1, 0.75)
    assert facts.tool_ms == {"clock": [3]}
    assert [problem["type"] for problem in facts.problems] == [
        "tool.complete", "error", "error", "turn.complete", "log.dropped"
    ]  # fmt: skip
    assert CANARY not in repr(facts)
