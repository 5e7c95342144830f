from __future__ import annotations

from collections import defaultdict
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.observability.trend import POINT_S, POINTS, Trend


@given(st.lists(st.tuples(st.floats(0, 9000), st.floats(0, 1e6)), max_size=50), st.floats(0, 5000))
def test_points_are_the_means_of_half_minutes_of_the_last_hour(told: list[tuple[float, float]], later: float) -> None:
    trend, kept = Trend(), defaultdict(list)
    for at, value in sorted(told):
        trend.record(value, at)
        kept[int(at / POINT_S)].append(value)
    now = max((at for at, _ in told), default=0.0) + later
    newest = int(now / POINT_S)
    expected = [(-(newest - slot) / 2, fmean(kept[slot])) for slot in sorted(kept) if newest - slot < POINTS]
    assert [minute for minute, _ in trend.points(now)] == [minute for minute, _ in expected]
    assert [value for _, value in trend.points(now)] == pytest.approx([value for _, value in expected])


def test_time_that_goes_back_counts_as_now() -> None:
    trend = Trend()
    trend.record(1, 90)
    trend.record(3, 10)
    assert trend.points(90) == [(0, 2)]


def test_an_hour_of_points_is_kept() -> None:
    trend = Trend()
    for second in range(0, 20_000, 10):
        trend.record(second, second)
    assert len(trend.points(19_990)) == POINTS
    assert trend.points(19_990 + 3600) == []
