"""What the event log tells of fallbacks, devices and pauses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from desktop.observability.insights.facts import Fallbacks, Idle
from desktop.observability.log_entry import Entry, EventType, line_of
from desktop.observability.log_facts import LogFacts, gather
from desktop.observability.log_reading import LogFilter
from desktop.observability.telling import Telling
from desktop.terms import ModelChange, Timings
from tests.observability.test_metrics import finished

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TURN, END, START = EventType.TURN_COMPLETE, EventType.SESSION_END, EventType.SESSION_START
UNLOADED = EventType.MODEL_LOAD


def facts_of(entries: Iterable[tuple[float, Entry]]) -> LogFacts:
    """Of entries with the minutes after noon at which they were written."""
    return gather(LogFilter().of(line_of(entry, NOON + timedelta(minutes=at), words=False) for at, entry in entries))


def test_utterances_that_were_recognised_twice_are_told_apart() -> None:
    telling = Telling()
    turns = [(0, 80.0), (1, 400.0), (0, 100.0), (1, 300.0), (None, None)]
    told = [
        entry
        for number, (fallbacks, stt) in enumerate(turns, 1)
        for entry in telling.take(
            finished(number, timings=Timings(stt=stt), fallbacks=fallbacks, microphone_ms=60.0, speaker_ms=20.0)
        )
    ]
    facts = facts_of((number, entry) for number, entry in enumerate(told))
    assert facts.fallbacks == Fallbacks(utterances=4, fallen=2, fallen_ms=300, usual_ms=80)
    assert (facts.device("microphone_ms"), facts.device("speaker_ms")) == (60, 20)


def test_a_log_without_turns_tells_nothing_of_them() -> None:
    facts = facts_of([(0, Entry(START, "a", 0, 1.0))])
    assert facts.fallbacks == Fallbacks()
    assert facts.device("speaker_ms") is None


@pytest.mark.parametrize(
    ("lines", "idle"),
    [
        ([(0, START), (1, TURN), (20, TURN)], Idle()),
        ([(0, START), (1, TURN), (61, TURN), (200, END)], Idle(2, (60 + 139) * 60)),
        ([(0, START), (1, TURN), (2, END), (400, START), (401, TURN)], Idle()),  # Sotto was off
        ([(0, START), (1, TURN), (400, START), (401, TURN)], Idle()),  # it crashed
        ([(0, START), (1, TURN), (31, END), (31, START), (91, TURN)], Idle(2, 90 * 60)),  # a session that timed out
        ([(0, START), (1, TURN), (11, UNLOADED), (90, TURN)], Idle()),  # nothing lay in the memory
    ],
)
def test_a_pause_counts_while_the_models_are_loaded(lines: list[tuple[float, EventType]], idle: Idle) -> None:
    facts = {"change": ModelChange.UNLOADED.value}
    entries = [(at, Entry(type_, "a", 0, 1.0, facts=facts if type_ == UNLOADED else {})) for at, type_ in lines]
    assert facts_of(entries).idle == idle
