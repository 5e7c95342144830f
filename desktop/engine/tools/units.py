"""Unit conversion for the units people speak of."""

from __future__ import annotations

import functools
import math
import re
from typing import TYPE_CHECKING, Any

from pydantic import Field

from desktop.engine.tools.registry import Arguments, JsonObject, Tool, ToolError
from desktop.wording import marked

if TYPE_CHECKING:
    from pint import UnitRegistry

_DEFINITIONS = """
    kilo- = 1e3
    mega- = 1e6
    giga- = 1e9
    tera- = 1e12
    deci- = 1e-1
    centi- = 1e-2
    milli- = 1e-3
    micro- = 1e-6
    nano- = 1e-9
    kibi- = 2**10
    mebi- = 2**20
    gibi- = 2**30
    metre = [length] = _ = meter
    inch = 0.0254 * metre = _ = inches
    foot = 12 * inch = _ = feet
    yard = 3 * foot
    mile = 1760 * yard
    nautical_mile = 1852 * metre
    light_year = 9460730472580800 * metre
    gram = [mass] = _ = gramme
    tonne = 1e6 * gram = _ = metric_ton
    pound = 453.59237 * gram
    ounce = pound / 16
    stone = 14 * pound
    ton = 2000 * pound = _ = short_ton
    long_ton = 2240 * pound
    carat = 0.2 * gram
    litre = 1e-3 * metre ** 3 = _ = liter
    gallon = 231 * inch ** 3
    quart = gallon / 4
    pint = gallon / 8
    cup = gallon / 16
    fluid_ounce = gallon / 128
    tablespoon = gallon / 256
    teaspoon = gallon / 768
    imperial_gallon = 4.54609 * litre
    imperial_pint = imperial_gallon / 8
    imperial_fluid_ounce = imperial_gallon / 160
    second = [time]
    minute = 60 * second
    hour = 60 * minute
    day = 24 * hour
    week = 7 * day
    fortnight = 14 * day
    year = 365.25 * day
    month = year / 12
    decade = 10 * year
    century = 100 * year = _ = centuries
    kelvin = [temperature]; offset: 0
    celsius = kelvin; offset: 273.15 = _ = centigrade
    fahrenheit = 5 / 9 * kelvin; offset: 233.15 + 200 / 9
    knot = nautical_mile / hour
    bit = [information]
    byte = 8 * bit
    acre = 4840 * yard ** 2
    hectare = 1e4 * metre ** 2
"""
"""In pint's language. Gallons and what they are made of are those of the United States, as cups are."""

_SHORT = {
    "km": "kilometre", "m": "metre", "cm": "centimetre", "mm": "millimetre", "mi": "mile", "ft": "foot",
    "in": "inch", "yd": "yard", "kilo": "kilogram", "kilos": "kilogram", "kg": "kilogram", "kgs": "kilogram",
    "g": "gram", "mg": "milligram", "lb": "pound", "lbs": "pound", "oz": "ounce", "l": "litre", "ml": "millilitre",
    "cl": "centilitre", "gal": "gallon", "tbsp": "tablespoon", "tsp": "teaspoon", "fl oz": "fluid ounce",
    "s": "second", "sec": "second", "secs": "second", "min": "minute", "mins": "minute", "h": "hour", "hr": "hour",
    "hrs": "hour", "c": "celsius", "°c": "celsius", "f": "fahrenheit", "°f": "fahrenheit", "k": "kelvin",
    "kelvins": "kelvin", "mph": "mile per hour", "kph": "kilometre per hour", "kmh": "kilometre per hour",
    "km/h": "kilometre per hour", "m/s": "metre per second", "kb": "kilobyte", "mb": "megabyte", "gb": "gigabyte",
    "tb": "terabyte", "ha": "hectare", "m2": "square metre", "m3": "cubic metre",
    "km2": "square kilometre",
}  # fmt: skip
_WORD = re.compile(r"[a-z]+(?:_[a-z]+)*")
_POWERS = {"square": 2, "cubic": 3}
_LARGEST, _SMALLEST = 1e15, 1e-12


class Conversion(Arguments):
    """What to convert into what."""

    amount: float = Field(allow_inf_nan=False, description="How many of the unit.")
    unit: str = Field(min_length=1, max_length=60, description="The unit it is in, such as kilometres.")
    to: str = Field(min_length=1, max_length=60, description="The unit wanted, such as miles.")


def convert(amount: float, unit: str, to: str) -> str:
    """The amount in the other unit, to two decimals or, when tiny, two digits.

    Raises ToolError for a unit that is not known, units of different kinds and what lies below absolute zero.
    """
    from pint import DimensionalityError, PintError  # takes a quarter of a second: only for those who convert

    units = _registry()
    try:
        given, wanted = _unit(units, unit), _unit(units, to)
        quantity = units.Quantity(amount, given)
        warmth = quantity.check("[temperature]")
        if warmth and quantity.to("kelvin").magnitude < -1e-9:
            raise ToolError("that is colder than absolute zero")
        return _plain(float(quantity.to(wanted).magnitude), small=not warmth)
    except DimensionalityError as error:
        raise ToolError(f"{unit} and {to} do not measure the same thing") from error
    except (PintError, ArithmeticError) as error:
        raise ToolError(f"{unit} cannot be converted to {to}") from error


@functools.cache
def _registry() -> UnitRegistry[Any]:
    from pint import UnitRegistry

    registry: UnitRegistry[Any] = UnitRegistry(None, autoconvert_offset_to_baseunit=False)
    registry.load_definitions([line.strip() for line in _DEFINITIONS.strip().splitlines()])
    return registry


def _unit(units: UnitRegistry[Any], spoken: str) -> Any:
    """The unit of words such as `Square Metres`, `degrees Celsius` or `miles per hour`."""
    words = " ".join(spoken.lower().replace("-", " ").replace("_", " ").split())
    words = _SHORT.get(words, words)
    over, per, under = words.partition(" per ")
    if per:
        return _simple(units, over, spoken) / _simple(units, under, spoken)
    return _simple(units, words, spoken)


def _simple(units: UnitRegistry[Any], words: str, spoken: str) -> Any:
    from pint import UndefinedUnitError

    words = re.sub(r"^degrees? ", "", _SHORT.get(words, words))
    shape, _, rest = words.partition(" ")
    power = _POWERS.get(shape, 1)
    name = (rest if power > 1 else words).replace(" ", "_")
    name = _SHORT.get(name, name)
    if not _WORD.fullmatch(name):
        raise ToolError(f"the unit {spoken} is not known")
    try:
        return units.Unit(name) ** power
    except UndefinedUnitError as error:
        raise ToolError(f"the unit {spoken} is not known") from error


def _plain(value: float, *, small: bool) -> str:
    """Digits without an exponent; with `small`, what would vanish at two decimals keeps two digits."""
    if abs(value) >= _LARGEST:
        raise ToolError("the number is too large")
    if small and value and abs(value) < _SMALLEST:
        raise ToolError("the number is too small")
    tiny = small and value and abs(value) < 0.1
    text = f"{value:.{1 - math.floor(math.log10(abs(value))) if tiny else 2}f}"
    text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _run(arguments: Conversion) -> JsonObject:
    return {"result": convert(arguments.amount, arguments.unit, arguments.to)}


TOOL = Tool(
    "convert_units",
    "Convert an amount from one unit to another: length, weight, volume, temperature, speed, time, data, area.",
    Conversion,
    _run,
    title=marked("Converted {amount:g} {unit} to {to}"),
    failed="Could not convert it",
    deadline_s=15,  # the first call loads the library, on a busy machine maybe slowly
)
