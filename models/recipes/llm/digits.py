"""Number words to digits, as recognisers write them."""

from __future__ import annotations

import re

from models.recipes.common.numbers import ONES, TENS

_ONE = "|".join(sorted(ONES, key=len, reverse=True))
_DIGIT = "|".join(ONES[1:10])
_SMALL = rf"(?:(?:{'|'.join(TENS)})(?:[- ](?:{_DIGIT})\b)?|{_ONE})"
_HUNDREDS = rf"(?:(?:{_SMALL}|a) hundred(?:(?: and)? {_SMALL}\b)?)"
_THOUSANDS = rf"(?:(?:{_SMALL}|a) thousand(?:(?: and)? (?:{_HUNDREDS}|{_SMALL})\b)?)"
NUMBER = re.compile(rf"\b(?:{_THOUSANDS}|{_HUNDREDS}|{_SMALL})\b(?: point (?:{_DIGIT})\b)?", re.IGNORECASE)
"""Any number in words below a million."""


def value(said: str) -> float:
    """The number that English words say, such as "twelve hundred and five" or "two point five"."""
    whole, _, part = said.lower().partition(" point ")
    total, group = 0, 0
    for name in re.split(r"[ -]", whole):
        if name == "thousand":
            total, group = (total + group) * 1000, 0
        elif name == "hundred":
            group *= 100
        elif name == "a":
            group = 1
        elif name != "and":
            group += ONES.index(name) if name in ONES else 20 + 10 * TENS.index(name)
    return total + group + (ONES.index(part) / 10 if part else 0)


def in_digits(text: str, *, commas: bool = False) -> str:
    """The text with its number words as digits, with commas between thousands if asked for."""

    def written(match: re.Match[str]) -> str:
        number = value(match[0])
        return f"{number:,g}" if commas and number < 1e5 else f"{number:g}" if number < 1e6 else match[0]

    return NUMBER.sub(written, text)
