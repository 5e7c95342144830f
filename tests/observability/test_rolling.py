"""Rolling figures against a naive reference that keeps every value."""

from __future__ import annotations

import math
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.observability.rolling import BASE_S, ERROR, LEAST, MOST, SLOTS, Rolling, Summary
from desktop.observability.series import WINDOWS_S

VALUES = st.one_of(st.floats(LEAST * 1.1, MOST / 1.1), st.just(0.0), st.floats(1, 5000))
STEPS = st.one_of(st.just(0.0), st.floats(0, 3), st.floats(0, 400), st.floats(0, 9000))


def _kept(values: list[tuple[float, float]], window_s: int, now: float) -> list[float]:
    """The values of the slot under way and the eleven before it."""
    slot_s = window_s / SLOTS
    base = round(slot_s / BASE_S)
    oldest = int(now // BASE_S) // base - SLOTS + 1
    return sorted(value for at, value in values if int(at // BASE_S) // base >= oldest)


def _close(found: float | None, values: list[float], share: float) -> None:
    assert found is not None
    exact = values[math.ceil(share * len(values)) - 1]
    assert found == pytest.approx(exact, rel=ERROR * 1.0001) if exact else found == 0.0


@given(st.floats(0, 1e6), st.lists(st.tuples(STEPS, VALUES), max_size=60), STEPS)
def test_each_window_agrees_with_all_values_kept(began: float, told: list[tuple[float, float]], later: float) -> None:
    rolling, now, values = Rolling(began), began, []
    for step, value in told:
        now += step
        rolling.record(value, now)
        values.append((now, value))
    now += later
    for window_s in WINDOWS_S:
        kept, found = _kept(values, window_s, now), rolling.summary(window_s, now)
        assert found.count == len(kept)
        assert found.total == pytest.approx(math.fsum(kept))
        for percentile, share in ((found.p50, 0.5), (found.p95, 0.95), (found.p99, 0.99)):
            if kept:
                _close(percentile, kept, share)
            else:
                assert percentile is None
    assert rolling.count == len(values)
    assert rolling.total == pytest.approx(math.fsum(value for _, value in values))


@given(st.lists(st.tuples(st.floats(0, 4000), VALUES), min_size=1, max_size=40))
def test_asking_in_between_changes_nothing(told: list[tuple[float, float]]) -> None:
    asked, left_alone = Rolling(0), Rolling(0)
    for at, value in sorted(told):
        asked.record(value, at)
        left_alone.record(value, at)
        for window_s in WINDOWS_S:
            asked.summary(window_s, at)
    end = max(at for at, _ in told) + 30
    for window_s in WINDOWS_S:
        one, other = asked.summary(window_s, end), left_alone.summary(window_s, end)
        assert replace(one, total=0) == replace(other, total=0)
        assert one.total == pytest.approx(other.total)  # sums of parts are rounded differently


def test_time_that_goes_back_counts_as_now() -> None:
    rolling = Rolling(1000)
    rolling.record(5, 2000)
    rolling.record(7, 1000)
    assert rolling.summary(60, 2000).count == 2
    assert rolling.summary(60, 1000).count == 2


def test_values_out_of_range_stay_in_bounds() -> None:
    rolling = Rolling(0)
    for value in (-3.0, 0.0, LEAST / 2, 1e30):
        rolling.record(value, 0)
    summary = rolling.summary(60, 1)
    assert (summary.p50, summary.p99) == (0.0, MOST)
    assert summary.count == 4


def test_nothing_measured_is_nothing_told() -> None:
    empty = Rolling(10).summary(300, 40)
    assert empty == Summary(span_s=30)
    assert empty.mean is None
    assert empty.per_minute == 0
    assert Rolling(10).summary(300, 10).per_minute == 0


def test_a_rate_knows_how_long_there_was_to_count() -> None:
    rolling = Rolling(0)
    for second in range(30):
        rolling.record(1, second)
    assert rolling.summary(3600, 30).per_minute == pytest.approx(60)
    assert rolling.summary(60, 30).mean == 1


def test_more_values_than_may_wait_are_all_counted() -> None:
    rolling = Rolling(0)
    for number in range(5000):
        rolling.record(number, number / 100)
    found = rolling.summary(60, 50)
    assert (found.count, found.total) == (5000, sum(range(5000)))
    assert found.p50 == pytest.approx(2499, rel=ERROR)


def test_memory_is_bounded_however_many_values_there_are() -> None:
    rolling = Rolling(0)
    sizes = []
    for hour in range(3):
        for number in range(20_000):
            rolling.record(1.01 ** (number % 1500), hour * 3600 + number * 0.18)
        rolling.summary(3600, hour * 3600 + 3600)
        sizes.append(_bytes_of(rolling))
    assert sizes[2] < 2 * sizes[0]
    assert sizes[2] < 2_000_000


def _bytes_of(rolling: Rolling) -> int:
    windows = rolling._windows.values()
    held = [window._buckets for window in windows] + [slot.buckets for window in windows for slot in window._slots]
    return sum(sys.getsizeof(each) for each in held)
