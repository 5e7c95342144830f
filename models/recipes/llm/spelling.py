"""How a sentence may reach the model: typed carelessly, or misheard a little."""

from __future__ import annotations

import random
import re

from models.recipes.common.numbers import ONES, TENS

_NUMBER_WORD = "|".join(sorted([*ONES, *TENS], key=len, reverse=True))
_HUNDREDS = rf"(?:(?:{_NUMBER_WORD}) hundred(?: and (?:{_NUMBER_WORD})(?:-(?:{_NUMBER_WORD}))?)?)"
_NUMBER = re.compile(rf"\b(?:{_HUNDREDS}|(?:{_NUMBER_WORD})(?:-(?:{_NUMBER_WORD}))?)\b")
_MINOR = re.compile(r"\b(the|a|an|please|my|is|to|of|for|me|it|you|do)\b ", re.IGNORECASE)


def value(said: str) -> int:
    """The number that English words below a thousand say, such as "one hundred and five"."""
    total = 0
    for word in re.split(r"[ -]", said.replace(" and ", " ")):
        if word == "hundred":
            total *= 100
        else:
            total += ONES.index(word) if word in ONES else 20 + 10 * TENS.index(word)
    return total


def in_digits(text: str) -> str:
    """The text with its number words as digits."""
    return _NUMBER.sub(lambda match: str(value(match[0])), text)


def _signs(text: str) -> str:
    for word, sign in (("plus", "+"), ("minus", "-"), ("times", "*"), ("divided by", "/")):
        text = text.replace(f" {word} ", f" {sign} ")
    return text


def _slip(text: str, rng: random.Random) -> str:
    """One small error, as recognisers and fingers make them."""
    kind = rng.random()
    if kind < 0.5:
        places = list(_MINOR.finditer(text))
        if places:
            place = rng.choice(places)
            return text[: place.start()] + text[place.end() :]
    at = rng.randrange(len(text))
    if not text[at].isalpha() or _NUMBER.search(text.lower()):
        return text
    return text[:at] + ("" if kind < 0.8 else text[at] * 2) + text[at + 1 :]


def as_typed(text: str, rng: random.Random) -> str:
    """The sentence as the model may get it: digits, lower case, no end mark, no hyphens, a slip."""
    if rng.random() < 0.25:
        text = in_digits(text)
        text = _signs(text) if rng.random() < 0.3 else text
    if rng.random() < 0.12:
        text = _slip(text, rng)
    if rng.random() < 0.15:
        text = text.replace("-", " ")
    if rng.random() < 0.25:
        text = text.lower()
    if rng.random() < 0.2:
        text = text.rstrip(".?!").replace(",", "")
    return text
