"""Days, times and digits in a caller's words."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.spoken_numbers import digits, signs
from desktop.packs.service_desk.spoken_times import Spoken, read_time

MONDAY = date(2026, 11, 23)
TUESDAY, THURSDAY, NEXT_MONDAY = date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 30)
WORDS = (
    "the", "at", "on", "in", "half", "past", "quarter", "to", "nine", "thirty", "o'clock", "tomorrow", "next",
    "week", "monday", "friday", "one", "a.m.", "pm", "first", "second", "last", "november", "twenty", "third", "of",
    "14:00", "2026-11-24", "2026-11-24T09:30", "31", "noon", ",", ".", "-", ":", "t",
)  # fmt: skip


def read(text: str) -> Spoken:
    return read_time(text, MONDAY, time(8), time(17))


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("tomorrow at ten", TUESDAY, time(10)),
        ("Half past nine.", None, time(9, 30)),
        ("nine thirty please", None, time(9, 30)),
        ("at two", None, time(14)),
        ("one thirty p.m.", None, time(13, 30)),
        ("ten o'clock on Thursday", THURSDAY, time(10)),
        ("quarter to ten", None, time(9, 45)),
        ("2026-11-24T09:00:00", TUESDAY, time(9)),
        ("2026-11-24T09:00", TUESDAY, time(9)),
        ("tomorrow, Tuesday 24 November, at 9 o'clock", TUESDAY, time(9)),
        ("Monday", NEXT_MONDAY, None),
        ("Monday 23 November", MONDAY, None),
        ("next week", NEXT_MONDAY, None),
        ("in two days at nine", date(2026, 11, 25), time(9)),
        ("in two weeks", date(2026, 12, 7), None),
        ("before lunch tomorrow", TUESDAY, None),
        ("the day after tomorrow at noon", date(2026, 11, 25), time(12)),
        ("November twenty sixth at three in the afternoon", THURSDAY, time(15)),
        ("the first of December", date(2026, 12, 1), None),
        ("the second of January", date(2027, 1, 2), None),
        ("3pm", None, time(15)),
        ("14:30", None, time(14, 30)),
        ("five", None, time(17)),
    ],
)
def test_a_time_is_what_was_said(text: str, day: date | None, at: time | None) -> None:
    spoken = read(text)
    assert (spoken.day, spoken.time) == (day, at)


@pytest.mark.parametrize(
    ("text", "nth"), [("the first one", 1), ("The second, please", 2), ("the last one", -1), ("the earliest", 1)]
)
def test_one_of_those_that_were_offered(text: str, nth: int) -> None:
    assert read(text) == Spoken(nth=nth)


def test_a_part_of_a_day_goes_with_the_day() -> None:
    friday = read("Friday afternoon")
    assert (friday.day, friday.part, friday.time) == (date(2026, 11, 27), "afternoon", None)
    assert friday.fits(datetime(2026, 11, 27, 13))
    assert not friday.fits(datetime(2026, 11, 27, 9))


@pytest.mark.parametrize(
    "text",
    ["purple", "not ten", "nine nine", "Monday Tuesday", "31 February", "half past", "2026-11-24T09:00Z", "25:00"],
)
def test_what_is_not_understood_is_never_guessed(text: str) -> None:
    with pytest.raises(DeskError, match="is not a time that is understood"):
        read(text)


@given(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join) | st.text(max_size=30))
def test_any_words_are_a_time_or_told(text: str) -> None:
    with suppress(DeskError):
        spoken = read(text)
        assert spoken.time is None or spoken.time.second == 0


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("two oh two, double five five, zero one four three", "2025550143"),
        ("202 555 0143", "202 555 0143"),
        ("+1 202 555 0143", "+1 202 555 0143"),
        ("two zero two five five five 0143", "2025550143"),
        ("it is twelve", "12"),
    ],
)
def test_digits_are_heard_one_by_one(said: str, number: str) -> None:
    assert digits(said) == number


def test_letters_belong_to_a_vehicles_number() -> None:
    assert signs("one M eight G D M nine A X K P zero four two seven eight eight") == "1M8GDM9AXKP042788"
