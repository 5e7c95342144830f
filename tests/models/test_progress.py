from __future__ import annotations

import pytest

from desktop.models.progress import Meter, Progress, Step


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_speed_is_that_of_the_last_seconds(clock: Clock) -> None:
    told: list[Progress] = []
    meter = Meter(Step.DOWNLOADING, 10_000, told.append, clock=clock)
    for size in [10] * 20 + [400] * 20:
        clock.now += 0.5
        meter.count(size)
    assert told[-1].done == 8200
    assert told[-1].bytes_per_s == pytest.approx(800, rel=0.05)
    assert told[-1].seconds_left == pytest.approx(1800 / 800, rel=0.05)


def test_nothing_is_promised_before_anything_came(clock: Clock) -> None:
    told: list[Progress] = []
    Meter(Step.DOWNLOADING, 10_000, told.append, done=4000, clock=clock)
    assert told == [Progress(Step.DOWNLOADING, 4000, 10_000, 0.0)]
    assert told[0].seconds_left is None


def test_what_came_before_does_not_count_as_speed(clock: Clock) -> None:
    told: list[Progress] = []
    meter = Meter(Step.DOWNLOADING, 10_000, told.append, done=4000, clock=clock)
    clock.now += 1
    meter.count(100)
    assert told[-1].bytes_per_s == pytest.approx(100)


def test_it_is_told_ten_times_a_second_and_at_the_end(clock: Clock) -> None:
    told: list[Progress] = []
    meter = Meter(Step.CHECKING, 1000, told.append, clock=clock)
    for _ in range(1000):
        clock.now += 0.001
        meter.count(1)
    assert 10 <= len(told) <= 12
    assert told[-1].done == 1000


def test_a_line_that_broke_off_promises_nothing(clock: Clock) -> None:
    told: list[Progress] = []
    meter = Meter(Step.DOWNLOADING, 1000, told.append, clock=clock)
    clock.now += 1
    meter.count(500)
    assert told[-1].bytes_per_s == 500
    meter.lose()
    assert (told[-1].done, told[-1].bytes_per_s, told[-1].seconds_left) == (500, 0, None)
    clock.now += 1
    meter.count(100)
    assert told[-1].bytes_per_s == 100


def test_bytes_that_must_come_again_are_taken_back(clock: Clock) -> None:
    told: list[Progress] = []
    meter = Meter(Step.DOWNLOADING, 1000, told.append, done=600, clock=clock)
    clock.now += 1
    meter.count(-600)
    assert told[-1].done == 0
    assert told[-1].bytes_per_s == 0
