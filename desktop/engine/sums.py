"""Sums as people say and write them, by an exact grammar: what it does not know whole is no sum. English. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 16
"""Numbers and signs."""

_UP_TO_TWENTY = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ONES = {word: number for number, word in enumerate(_UP_TO_TWENTY)}
_FROM_TWENTY = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TENS = {word: number for number, word in zip(range(20, 100, 10), _FROM_TWENTY, strict=True)}
_SIGNS = {"+": "+", "plus": "+", "-": "-", "minus": "-", "*": "*", "x": "*", "times": "*", "/": "/"}
_TWO_WORDS = {("multiplied", "by"): "*", ("divided", "by"): "/"}
_ASKED = re.compile(
    r"^(?:what is|whats|what does|how much is|calculate|work out|tell me)\s+(.+?)(?:\s+(?:make|equal))?$"
)
_DIGITS = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
_NO_SUM = re.compile(r"\d[-/]\d|\b0\d")
"""A date, a telephone number, or a name like 9/11."""
_PIECE = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[-+*/]")


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum."""

    expression: str
    """As the calculator takes it."""
    said: str
    """As it was said, without the question around it."""


def read_sum(text: str) -> Sum | None:
    """Return the sum that a whole question asks for; None for anything else, and where it could mean two things."""
    asked = " ".join(text.lower().replace("×", "*").replace("÷", "/").replace("what's", "whats").split())  # noqa: RUF001 - signs people type
    asked = asked.removeprefix("please ").rstrip("?.! =").removesuffix(" please").rstrip(", ")
    found = _ASKED.match(asked)
    said = re.sub("(?<=[a-z])-(?=[a-z])", " ", found[1] if found else asked)
    pieces = _PIECE.findall(said)
    if _NO_SUM.search(said) or "".join(pieces) != "".join(said.split()):
        return None  # something else stands among them
    items = _items(pieces)
    if items is None or not 3 <= len(items) <= LONGEST or len(items) % 2 == 0:
        return None
    signs = set(items[1::2])
    if signs & {"+", "-"} and signs & {"*", "/"} and re.search("[a-z]", said):
        return None  # spoken, nobody knows which comes first
    return Sum(" ".join(items), said)


def _items(pieces: list[str]) -> list[str] | None:
    """Numbers and signs in turns, or None."""
    items: list[str] = []
    while pieces:
        number = _number(pieces)
        if number is None:
            return None
        items.append(number)
        if not pieces:
            break
        sign = _TWO_WORDS.get((pieces[0], pieces[1])) if len(pieces) > 1 else None
        if sign is not None:
            del pieces[:2]
        else:
            sign = _SIGNS.get(pieces.pop(0))
        if sign is None or not pieces:
            return None
        items.append(sign)
    return items


def _number(pieces: list[str]) -> str | None:
    """Take a number off the front: digits, or words up to 999."""
    if _DIGITS.fullmatch(pieces[0]):
        return pieces.pop(0)
    value = _below_hundred(pieces)
    if value is not None and pieces and pieces[0] == "hundred" and 1 <= value <= 9:
        pieces.pop(0)
        if pieces and pieces[0] == "and":
            pieces.pop(0)
        value = value * 100 + (_below_hundred(pieces) or 0)
    return None if value is None else str(value)


def _below_hundred(pieces: list[str]) -> int | None:
    if pieces and pieces[0] in _ONES:
        return _ONES[pieces.pop(0)]
    if pieces and pieces[0] in _TENS:
        tens = _TENS[pieces.pop(0)]
        ones = _ONES.get(pieces[0], 0) if pieces else 0
        if 1 <= ones <= 9:
            pieces.pop(0)
            return tens + ones
        return tens
    return None
