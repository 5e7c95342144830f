"""Events of the engine to entries of the log."""

from __future__ import annotations

import typing
from dataclasses import replace
from datetime import UTC, datetime

from desktop import events
from desktop.events import EngineEvent
from desktop.observability.log_entry import Entry, EventType, Level, Logged, line_of
from desktop.observability.telling import UNTOLD, Telling
from desktop.terms import State
from tests.observability.happenings import CANARY, everything, head
from tests.observability.test_metrics import finished
from tests.storage.samples import SESSION

NOW = datetime(2026, 11, 22, 8, 15, 2, 123456, tzinfo=UTC)


def tell(told: list[EngineEvent]) -> list[Entry]:
    telling = Telling(lambda: frozenset({"clock"}))
    return [entry for event in told for entry in telling.take(event)]


def test_there_is_one_of_each_event() -> None:
    assert {type(event) for event in everything()} == set(typing.get_args(EngineEvent))


def test_every_type_but_the_logs_own_is_told() -> None:
    assert {entry.type for entry in tell(everything())} == set(EventType) - {EventType.LOG_DROPPED}


def test_what_is_said_is_written_only_when_that_is_wanted() -> None:
    for entry in tell(everything()):
        assert CANARY not in line_of(entry, NOW, words=False)
    spoken = [entry.type for entry in tell(everything()) if CANARY in line_of(entry, NOW, words=True)]
    assert {"recognise.complete", "reply.complete", "speak.complete", "tool.complete", "timer", "error"} <= set(
        spoken
    )


def test_a_turn_is_told_in_order_with_times_and_counts() -> None:
    told = [entry for entry in tell(everything()) if entry.turn == 1 and entry.level is Level.INFO]
    assert [entry.type.value for entry in told] == [
        "speech.start", "recognise.start", "recognise.complete", "tool.start", "consent.ask", "consent.answer",
        "tool.start", "reply.start", "speak.start", "interruption", "summary", "cache", "cache.answer",
        "reply.complete", "speak.complete", "turn.complete",
    ]  # fmt: skip
    by_type = {entry.type.value: entry for entry in told}
    assert by_type["recognise.complete"].ms == 80
    assert by_type["recognise.complete"].counts == {"words": 3, "confidence": 0.9}
    assert by_type["reply.complete"].counts["reply_tokens"] == 25
    assert by_type["cache"].counts == {"prompt_tokens": 200, "reused_tokens": 150}
    assert round(by_type["speak.complete"].ms or 0) == 600
    assert by_type["turn.complete"].ms == 400


def test_failures_have_their_level_and_a_fault_only_its_kind() -> None:
    fault, unplugged = [entry for entry in tell(everything()) if entry.type is EventType.ERROR]
    assert (fault.level, fault.facts["message"]) == (Level.ERROR, "ValueError")
    assert (unplugged.stage, unplugged.facts["message"]) == ("microphone", "it was unplugged")
    (failed,) = [entry for entry in tell(everything()) if entry.type is EventType.TURN_COMPLETE and entry.turn == 4]
    assert (failed.level, failed.facts["outcome"]) == (Level.ERROR, "failed")
    (tool,) = [entry for entry in tell(everything()) if entry.type is EventType.TOOL_COMPLETE]
    assert (tool.level, tool.counts) == (Level.WARNING, {"failed": 1})


def test_a_session_ends_where_the_next_one_begins_and_stragglers_open_none() -> None:
    other = "b" * 32
    told = tell(
        [
            events.StateChanged(**head(0, at=10), state=State.IDLE),
            finished(1, 11),
            events.StateChanged(**head(2, at=13, session=other), state=State.IDLE),
            finished(2, 14),  # interrupted by going over
            events.EngineClosed(**head(0, at=20, session=other)),
        ]
    )
    sessions = [(entry.type.value, entry.session) for entry in told if entry.type.startswith("session")]
    assert sessions == [
        ("session.start", SESSION), ("session.end", SESSION), ("session.start", other), ("session.end", other)
    ]  # fmt: skip
    ended = next(entry for entry in told if entry.type is EventType.SESSION_END)
    assert (ended.ms, ended.counts) == (3000, {"turns": 1})


def test_turns_that_never_end_are_forgotten() -> None:
    telling = Telling()
    for turn in range(1, 1000):
        telling.take(events.ReplyDelta(**head(turn), text="a"))
    assert len(telling._open) <= 16


def test_what_is_untold_gives_nothing() -> None:
    assert tell([event for event in everything() if type(event) in UNTOLD]) == []


def test_another_persona_is_no_loading_of_models() -> None:
    ready = [event for event in everything() if isinstance(event, events.EngineReady)]
    assert [entry.type for entry in tell(list(ready))] == [EventType.MODEL_LOAD]
    assert tell([replace(event, load_ms=0.0, persona="Cook") for event in ready]) == []


def test_a_line_is_read_back() -> None:
    entry = Entry(
        EventType.SPEAK_START, SESSION, 3, 12.3456789, ms=81.23456, counts={"a": 1, "b": None, "c": float("nan")}
    )
    read = Logged.parse(line_of(entry, NOW, words=False))
    assert read is not None
    assert (read.utc, read.type, read.level, read.session, read.turn) == (NOW, "speak.start", Level.INFO, SESSION, 3)
    assert (read.fields["ms"], read.fields["monotonic"], read.fields["counts"]) == (
        81.235,
        12.345679,
        {"a": 1, "c": 0},
    )
    assert read.fields["utc"] == "2026-11-22T08:15:02.123456Z"


def test_what_is_no_line_of_the_log_is_none() -> None:
    whole = line_of(Entry(EventType.STATE, SESSION, 0, 1.0), NOW, words=False)
    broken = ["", "\0\0", "{}", "[]", "null", "7", '"utc"', whole[:-1], whole.replace("info", "loud"), "[" * 100_000]
    assert [Logged.parse(line) for line in broken] == [None] * len(broken)
