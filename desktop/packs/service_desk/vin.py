"""Vehicle identification numbers: ISO 3779's form, North America's check digit, who made it and when. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.makers import COUNTRIES, MAKERS

LENGTH = 17
CHECK_AT = 8
"""Index of the check digit."""
YEAR_AT = 9
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = {str(digit): digit for digit in range(10)} | dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)
_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
_FIRST_YEAR = 1980


@dataclass(frozen=True, slots=True)
class DecodedVin:
    """What a number says."""

    vin: str
    maker: str
    """Empty when it is not known."""
    country: str
    """Where it was made; empty when that is not known."""
    year: int
    """Model year."""
    plant: str
    """The maker's letter for it."""
    serial: str


def check_digit(vin: str) -> str:
    """What the ninth place of a number should be; what stands there does not matter."""
    remainder = sum(_VALUES[letter] * weight for letter, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if remainder == 10 else str(remainder)


def valid_vin(text: str) -> str:
    """The number in capitals, without spaces and hyphens. Raises DeskError that says what is wrong with it."""
    vin = "".join(c for c in text.upper() if c not in " -")
    advice = "read it again from the windscreen or the registration"
    if len(vin) != LENGTH:
        raise DeskError(f"a VIN has {LENGTH} characters, this one has {len(vin)}", advice=advice)
    if wrong := next((c for c in vin if c in "IOQ"), None):
        meant = "1" if wrong == "I" else "0"
        raise DeskError(f"a VIN never has the letter {wrong}", advice=f"perhaps it is the digit {meant}; {advice}")
    if wrong := next((c for c in vin if c not in _VALUES), None):
        raise DeskError(f"a VIN has letters and digits only, not {wrong!r}", advice=advice)
    if (expected := check_digit(vin)) != vin[CHECK_AT]:
        message = f"the check digit is wrong: the ninth character is {vin[CHECK_AT]} and should be {expected}"
        raise DeskError(message, advice=advice)
    return vin


def decode_vin(text: str, this_year: int) -> DecodedVin:
    """What the number says. Raises DeskError when it is not valid."""
    vin = valid_vin(text)
    if vin[YEAR_AT] not in _YEARS:
        raise DeskError(f"{vin[YEAR_AT]} stands for no model year", advice="read the tenth character again")
    maker = MAKERS.get(vin[:3], "")
    country = COUNTRIES.get(vin[:2]) or COUNTRIES.get(vin[0], "")
    return DecodedVin(vin, maker, country, _model_year(vin, this_year), vin[10], vin[11:])


def year_letter(year: int) -> str:
    """The tenth character of a model year."""
    return _YEARS[(year - _FIRST_YEAR) % len(_YEARS)]


def _model_year(vin: str, this_year: int) -> int:
    """The code comes again after thirty years; North America tells the rounds apart by a letter in seventh place."""
    year = _FIRST_YEAR + _YEARS.index(vin[YEAR_AT])
    later = year + len(_YEARS)
    return later if vin[6].isalpha() and later <= this_year + 1 else year
