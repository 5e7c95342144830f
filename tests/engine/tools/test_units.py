from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.tools.registry import Registry, ToolError
from desktop.engine.tools.units import TOOL, convert

LENGTHS = ["metres", "kilometres", "miles", "feet", "inches", "yards", "nautical miles", "centimeters"]


@pytest.mark.parametrize(
    ("amount", "unit", "to", "result"),
    [
        (5, "kilometres", "miles", "3.11"),
        (5, "km", "mi", "3.11"),
        (1, "mile", "feet", "5280"),
        (6, "Feet", "meters", "1.83"),
        (12, "inches", "centimetres", "30.48"),
        (10, "pounds", "kilograms", "4.54"),
        (70, "kilos", "pounds", "154.32"),
        (11, "stone", "kg", "69.85"),
        (1, "tonne", "tons", "1.1"),
        (2, "cups", "millilitres", "473.18"),
        (1, "gallon", "liters", "3.79"),
        (3, "cubic metres", "litres", "3000"),
        (1, "tablespoon", "teaspoons", "3"),
        (2, "fluid ounces", "ml", "59.15"),
        (100, "degrees fahrenheit", "degrees celsius", "37.78"),
        (32, "fahrenheit", "centigrade", "0"),
        (-40, "Degrees Celsius", "Fahrenheit", "-40"),
        (20, "celsius", "kelvin", "293.15"),
        (60, "miles per hour", "kilometres per hour", "96.56"),
        (10, "metres per second", "kph", "36"),
        (20, "knots", "mph", "23.02"),
        (90, "minutes", "hours", "1.5"),
        (2, "weeks", "days", "14"),
        (3, "centuries", "years", "300"),
        (5, "gigabytes", "megabytes", "5000"),
        (100, "megabits", "megabytes", "12.5"),
        (1, "mebibyte", "kibibytes", "1024"),
        (1, "square mile", "acres", "640"),
        (50, "square-metres", "square feet", "538.2"),
        (2, "hectares", "square kilometres", "0.02"),
        (1, "millimetre", "kilometres", "0.000001"),
        (1, "minute", "years", "0.0000019"),
        (0, "miles", "km", "0"),
        (-0.001, "fahrenheit", "fahrenheit", "0"),
    ],
)
def test_known_results(amount: float, unit: str, to: str, result: str) -> None:
    assert convert(amount, unit, to) == result


@given(st.floats(0.5, 1e6), st.sampled_from(LENGTHS), st.sampled_from(LENGTHS))
def test_there_and_back_again(amount: float, unit: str, to: str) -> None:
    there = convert(amount, unit, to)
    assert "e" not in there
    back = float(convert(float(there), to, unit))
    # what was rounded away, seen from the other side
    step = float(convert(0.01 if float(there) >= 0.1 else float(there) / 10, to, unit))
    assert math.isclose(back, amount, abs_tol=step + 0.011)


@pytest.mark.parametrize(
    "unit", ["florps", "5**9999", "__class__", "metre; 1", "a per ", "square", "per", "∞", "degrees"]
)
def test_an_unknown_unit_is_named(unit: str) -> None:
    with pytest.raises(ToolError, match="is not known"):
        convert(1, unit, "metres")


@pytest.mark.parametrize(
    ("amount", "unit", "to", "message"),
    [
        (5, "kilometres", "pounds", "kilometres and pounds do not measure the same thing"),
        (5, "bytes", "seconds", "do not measure the same thing"),
        (5, "celsius per hour", "kelvin per hour", "celsius per hour"),
        (-300, "celsius", "kelvin", "colder than absolute zero"),
        (1e300, "kilometres", "millimetres", "too large"),
        (1e308, "terabytes", "bits", "too large"),
        (1, "nanometre", "light years", "too small"),
    ],
)
def test_what_cannot_be_converted_says_why(amount: float, unit: str, to: str, message: str) -> None:
    with pytest.raises(ToolError, match=message):
        convert(amount, unit, to)


def test_the_tool_speaks_the_contract() -> None:
    registry = Registry([TOOL])

    def call(**arguments: object) -> dict[str, str]:
        result: dict[str, str] = json.loads(
            registry.call(json.dumps({"name": "convert_units", "arguments": arguments})).result
        )
        return result

    assert call(amount=5, unit="kilometres", to="miles") == {"result": "3.11"}
    assert call(amount="5", unit="kilometres", to="miles") == {"result": "3.11"}
    assert "error" in call(amount="some", unit="kilometres", to="miles")
    assert "error" in call(amount=5, unit="", to="miles")
    assert call(amount=5, unit="kilometres") == {"error": "to is missing"}
    assert "error" in call(amount=1, unit="x" * 61, to="m")
