"""Times as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UsageError
from desktop.observability.since import parse_since

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
aware = st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


@given(
    parts=st.lists(st.tuples(st.integers(0, 500), st.sampled_from(sorted(SECONDS))), min_size=1, max_size=5),
    now=aware,
)
def test_spans_add_up(parts: list[tuple[int, str]], now: datetime) -> None:
    text = "".join(f"{number}{unit}" for number, unit in parts)
    assert parse_since(text, now) == now - timedelta(seconds=sum(number * SECONDS[unit] for number, unit in parts))


@given(at=aware, offset=st.integers(-14 * 60, 14 * 60), now=aware)
def test_a_date_with_a_time_zone_is_itself(at: datetime, offset: int, now: datetime) -> None:
    zone = timezone(timedelta(minutes=offset))
    assert parse_since(at.astimezone(zone).isoformat(), now) == at


@given(at=st.times(), now=aware)
def test_a_time_of_day_is_the_last_one_that_was(at: time, now: datetime) -> None:
    found = parse_since(f"{at}+00:00", now)
    assert timedelta() <= now - found < timedelta(days=1)


@given(text=st.text() | st.from_regex(r"[\d.smhdwTZ:+-]{1,30}", fullmatch=True), now=aware)
def test_anything_else_is_refused_and_never_anything_worse(text: str, now: datetime) -> None:
    try:
        found = parse_since(text, now)
    except UsageError:
        return
    assert found.utcoffset() == timedelta()


@pytest.mark.parametrize("text", ["", "soon", "10", "10x", "-5m", "25:00", "2026-13-01", "9" * 400 + "w", "5mm"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(UsageError, match="is no time") as refused:
        parse_since(text, NOW)
    assert "as 10m" in refused.value.advice


def test_days_begin_here() -> None:
    midnight = NOW.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    assert parse_since("today", NOW) == midnight
    day_before = datetime.combine(midnight.date() - timedelta(days=1), midnight.time())
    assert parse_since(" Yesterday ", NOW) == day_before.astimezone()
    assert parse_since("2026-11-20", NOW) == datetime(2026, 11, 20).astimezone()
