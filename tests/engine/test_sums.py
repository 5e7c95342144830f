"""Sums by an exact grammar: what is read is right, and what is not one whole sum is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.sums import read_sum
from desktop.engine.tools.calculator import calculate

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SPOKEN = {"plus": "+", "minus": "-", "times": "*", "divided by": "/", "multiplied by": "*"}


def words(number: int) -> str:
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    return f"{ONES[number // 100]} hundred" + (f" and {words(number % 100)}" if number % 100 else "")


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("What is two plus two?", "2 + 2"),
        ("What's 57 + 12 * 3", "57 + 12 * 3"),
        ("How much is 12.5 divided by 5?", "12.5 / 5"),
        ("Please calculate twenty-one minus four, please.", "21 - 4"),
        ("7 x 8", "7 * 8"),
        ("What does 3 × 4 make?", "3 * 4"),  # noqa: RUF001 - signs people type
        ("one hundred and five minus six", "105 - 6"),
    ],
)
def test_sums(text: str, expression: str) -> None:
    found = read_sum(text)
    assert found is not None
    assert found.expression == expression


@pytest.mark.parametrize(
    "text",
    [
        "", "What is 5?", "5 5", "What is 2 plus?", "plus 2", "two plus three times four", "2024-05-06", "555-1234",
        "What is 9/11?", "What happened on 9/11?", "1,000 plus 2", "seven plus five apples", "twenty 5 plus 1",
        "What is the sum of 3 and 4?", "05 + 3", "two plus or minus two", "What is -3 plus 4?", "2 ** 8", "1 + (2)",
        "import os + 1", "What is x plus y?", "Is one plus one two?", "times", "2 plus 2 is what",
        "nine hundred hundred plus 1",
    ],
)  # fmt: skip
def test_no_sums(text: str) -> None:
    assert read_sum(text) is None


@given(st.integers(0, 999), st.integers(1, 999), st.sampled_from(sorted(SPOKEN)), st.booleans())
def test_spoken_and_written_numbers_give_the_same(a: int, b: int, sign: str, written: bool) -> None:
    said = f"{a} {sign} {b}" if written else f"{words(a)} {sign} {words(b)}"
    found = read_sum(f"What is {said}?")
    assert found is not None
    assert found.expression == f"{a} {SPOKEN[sign]} {b}"
    exact = {"+": Decimal(a) + b, "-": Decimal(a) - b, "*": Decimal(a) * b, "/": Decimal(a) / b}[SPOKEN[sign]]
    assert abs(Decimal(calculate(found.expression)) - exact) <= Decimal("0.005")


@given(st.text(alphabet="0123456789 +-*/.x?,plusminwo", max_size=40))
def test_whatever_is_read_can_be_worked_out(text: str) -> None:
    found = read_sum(text)
    if found is not None and "/ 0" not in found.expression:
        assert calculate(found.expression)
