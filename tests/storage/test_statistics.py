from __future__ import annotations

from array import array
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from desktop.storage.states import EndReason, Progress
from desktop.storage.statistics import Latency, latency_of, statistics
from desktop.terms import Outcome, Source, Timings
from tests.storage.samples import NOON, SESSION, turn

pytestmark = pytest.mark.both

OTHER = "b" * 32
DAY = timedelta(days=1)


@pytest.fixture
def talked(database: Database, conversations: Conversations) -> Database:
    """Five turns in one session, of which one is ignored and one under way, and one in another a day later."""
    conversations.add_turns(
        [
            turn(1, generated="four words of answer", timings=Timings(turn=100.0, stt=10.0)),
            turn(2, outcome=Outcome.INTERRUPTED, timings=Timings(turn=300.0)),
            turn(
                3, outcome=Outcome.FAILED, error="why", timings=Timings(), runs=(), ended_at=NOON + 4.5 * DAY / 1440
            ),
            turn(4, outcome=Outcome.IGNORED, transcript="", generated="", heard="", timings=Timings(), runs=()),
            turn(5, progress=Progress.SPEAKING),
            turn(1, OTHER, source=Source.TEXT, started_at=NOON + DAY, timings=Timings(turn=200.0)),
        ]
    )
    conversations.end_session(SESSION, EndReason.USER)
    conversations.end_session(OTHER, EndReason.TIMEOUT)
    return database


def test_one_session(talked: Database) -> None:
    found = statistics(talked, SESSION)
    assert (found.sessions, found.turns) == (1, 4)
    assert found.outcomes == {"completed": 1, "interrupted": 1, "failed": 1, "ignored": 1}
    assert found.interruption_rate == pytest.approx(1 / 3)
    assert found.error_rate == pytest.approx(1 / 3)
    assert (found.words_asked, found.words_answered, found.words_heard) == (6, 4 + 5 + 5, 6)
    assert found.latencies == {
        "stt_ms": Latency(1, 10.0, 10.0, 10.0, 10.0),
        "turn_ms": Latency(2, 100.0, 300.0, 300.0, 300.0),
    }
    assert (found.tools, found.tool_failures) == ({"clock": 2, "sum": 2}, {"sum": 2})
    assert found.end_reasons == {"user": 1}
    assert found.spoken_seconds == 6.0
    assert found.seconds == pytest.approx(3.5 * 60, abs=0.01)


def test_everything_and_a_period(talked: Database) -> None:
    whole = statistics(talked)
    assert (whole.sessions, whole.turns) == (2, 5)
    assert whole.end_reasons == {"user": 1, "timeout": 1}
    assert whole.sources == {"voice": 4, "text": 1}
    later = statistics(talked, since=NOON + DAY, until=NOON + 2 * DAY)
    assert (later.sessions, later.turns, later.sources) == (1, 1, {"text": 1})
    assert statistics(talked, until=NOON + DAY).turns == 4
    Editing(talked).delete(SESSION)
    assert statistics(talked).turns == 1
    assert statistics(talked, SESSION).turns == 4


def test_nothing(database: Database) -> None:
    found = statistics(database)
    assert (found.turns, found.interruption_rate, found.latencies, found.outcomes) == (0, None, {}, {})


@given(values=st.lists(st.floats(0, 1e6), min_size=1, max_size=200))
def test_percentiles_are_values_that_occurred(values: list[float]) -> None:
    found = latency_of(array("d", values))
    assert found.p50 <= found.p95 <= found.p99 <= found.longest == max(values)
    assert {found.p50, found.p95, found.p99} <= set(values)
    assert sum(value <= found.p50 for value in values) >= len(values) / 2
    assert sum(value < found.p95 for value in values) < 0.95 * len(values) + 1e-9
