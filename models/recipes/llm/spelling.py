"""How a sentence may reach the model: typed carelessly, or misheard a little."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from models.recipes.common import lexicon, words
from models.recipes.common.grammar import Request
from models.recipes.common.knowledge import RELATIONS
from models.recipes.llm.digits import in_digits
from models.recipes.llm.slips import with_homophones, with_slips

_PLACES = (*words.CAPITALS, *words.CAPITALS.values(), *words.WEEKDAYS, *words.MONTHS, *words.PLACES, "Mr Mrs Ms")
_SUBJECTS = (subject for relation in RELATIONS.values() for subject in relation.table)
_KNOWN = frozenset(piece for text in _PLACES for piece in text.split())
_KNOWN_BY_INTENT = {
    "name": _KNOWN | {*words.NAMES, *lexicon.FIRST_NAMES},
    **dict.fromkeys(("other subject", "no, subject"), _KNOWN | {one for text in _SUBJECTS for one in text.split()}),
}
"""What keeps its capitals in the reply to a request in lower case."""
NUMERIC = frozenset(
    ("plus", "minus", "subtract", "times", "divided", "chain", "convert", "timer", "reminder", "labelled", "make it",
     "go on", "other number", "other measure", "two", "into")
)  # fmt: skip
"""Kinds of requests in which "one" is a number."""
_REPLIES = frozenset(("fact", "other best"))
"""Kinds of requests whose values are the reply itself."""
_ANY_CASE = frozenset(("vin",))


def _signs(text: str) -> str:
    for name, sign in (("plus", "+"), ("minus", "-"), ("times", "*"), ("divided by", "/")):
        text = re.sub(rf"(?<=\d) {name} (?=\d)", f" {sign} ", text)
    return text


def _lowered(value: object, request: Request) -> object:
    """What a reply repeats of a request in lower case: people's names as they came, for nobody knows all of them;
    places, days and what the starter knows by heart with capitals, and the user's own name if it is a usual one."""
    if isinstance(value, Request):
        return replace(value, values=tuple(_lowered(one, value) for one in value.values))
    if isinstance(value, str) and not value.isupper() and request.intent not in _REPLIES:
        known = _KNOWN_BY_INTENT.get(request.intent, _KNOWN)
        return " ".join(piece if piece in known else piece.lower() for piece in value.split(" "))
    return value


def _in_lower_case(request: Request, text: str) -> tuple[str, tuple[object, ...]]:
    if request.intent not in _ANY_CASE:
        return text.lower(), tuple(_lowered(value, request) for value in request.values)
    number = str(request.values[0])
    return text.lower().replace(number.lower(), number), request.values


def as_typed(request: Request, rng: random.Random) -> Request:
    """The request as the model may get it: digits, lower case, no end mark, no apostrophes or hyphens, a slip."""
    text, values = request.text, request.values
    careless = 0.25 if len(text.split()) > 3 else 0.08
    if rng.random() < careless:
        text = with_slips(request, rng)
    elif rng.random() < 0.12:
        text = with_homophones(request, text, rng)
    if rng.random() < 0.25 and request.intent in NUMERIC:
        text = in_digits(text, commas=rng.random() < 0.2)
        text = _signs(text) if rng.random() < 0.3 else text
    if rng.random() < 0.2:
        text = text.replace("-", " ") if not re.search(r"\d -", text) else text
    if rng.random() < 0.5:
        text, values = _in_lower_case(request, text)
        text = text.replace("'", "") if rng.random() < 0.5 else text
    if rng.random() < 0.4:
        text = text.rstrip(".?!").replace(
            ",", "" if request.intent not in {"add", "two"} or rng.random() < 0.3 else ","
        )
    return replace(request, text=text or request.text, values=values)
