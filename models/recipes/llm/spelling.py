"""How a sentence may reach the model: typed carelessly, or misheard a little."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from models.recipes.common import words
from models.recipes.common.grammar import Request
from models.recipes.common.knowledge import RELATIONS
from models.recipes.llm.digits import NUMBER, in_digits

_MINOR = frozenset(
    ("the", "a", "an", "please", "my", "is", "to", "of", "for", "me", "it", "you", "do", "what", "i", "can", "on",
     "in", "are", "that", "from", "and", "your", "at", "with", "does", "how")
)  # fmt: skip
_FILLERS = (
    "um", "uh", "the", "a", "and", "so", "please", "now", "well", "just", "like", "oh", "then", "you", "it", "is",
    "to", "of", "er", "hmm", "okay",
)  # fmt: skip
_SWAPS = {
    "the": "a my that there", "a": "the an uh", "my": "the by me", "to": "too two the", "for": "four from of",
    "of": "off for", "is": "was his it's as", "what": "what's that was", "what's": "what is what", "in": "and on an",
    "on": "in an one", "your": "you you're", "you": "your", "are": "our or is", "how": "who now", "and": "an in end",
    "it": "at is that", "do": "to due", "can": "could kin", "me": "my", "i": "eye", "there": "their they're",
    "set": "sat said", "add": "at and had ad", "list": "lists least", "timer": "time timers", "buy": "by bye",
    "hear": "here", "know": "no now", "right": "write", "write": "right", "time": "times thyme",
    "plus": "plush pluss", "minus": "minutes", "times": "time", "tell": "till tall", "capital": "capitol",
    "spell": "spells smell", "remind": "remained mind", "remove": "move removed", "cancel": "counsel cancelled",
    "need": "knead needs", "read": "red reed", "note": "no notes", "which": "witch", "where": "were wear",
    "from": "form for", "clear": "clearer", "does": "does the", "say": "said", "put": "but", "find": "fined fine",
    "have": "half has", "left": "lift", "would": "wood", "tea": "tee", "flour": "flower", "meat": "meet",
    "one": "won", "two": "to too", "four": "for", "eight": "ate", "by": "buy bye", "convert": "converts covert",
    "book": "books", "made": "maid", "day": "days", "hour": "our", "new": "knew",
}  # fmt: skip
_NUMBER_SOUNDS = frozenset(("one", "two", "four", "eight"))
_KNOWN = {
    piece for text in (*words.NAMES, *words.SURNAMES, *words.CAPITALS, *words.CAPITALS.values(), *words.WEEKDAYS,
    *words.MONTHS, *words.PLACES, *words.PEOPLE, *words.VEHICLES, "Mr Mrs Ms", *(subject for relation in
    RELATIONS.values() for subject in relation.table)) for piece in text.split()
}  # fmt: skip
NUMERIC = frozenset(
    ("plus", "minus", "subtract", "times", "divided", "chain", "convert", "timer", "reminder", "labelled", "make it",
     "go on", "other number", "other measure", "two")
)  # fmt: skip
"""Kinds of requests in which "one" is a number."""


def _strings(values: tuple[object, ...]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Request):
            yield from _strings(value.values)
        elif isinstance(value, str):
            yield value


def _signs(text: str) -> str:
    for name, sign in (("plus", "+"), ("minus", "-"), ("times", "*"), ("divided by", "/")):
        text = re.sub(rf"(?<=\d) {name} (?=\d)", f" {sign} ", text)
    return text


def _slip(said: list[str], at: int, rng: random.Random) -> list[str]:
    """One small error at a word that no reply repeats, as recognisers and fingers make them."""
    name = said[at].lower().strip(".,?!")
    kind = rng.random()
    if kind < 0.3 and name in _SWAPS and (name not in _NUMBER_SOUNDS or rng.random() < 0.3):
        return [*said[:at], rng.choice(_SWAPS[name].split()), *said[at + 1 :]]
    if kind < 0.5 and name in _MINOR and len(said) > 2:
        return said[:at] + said[at + 1 :]
    if kind < 0.68:
        return [*said[:at], rng.choice(_FILLERS), *said[at:]]
    if kind < 0.78 and name in _MINOR:
        return [*said[:at], said[at], *said[at:]]
    if len(name) > 3 and not NUMBER.fullmatch(name):
        place = rng.randrange(1, len(said[at]))
        letter = rng.choice(["", said[at][place] * 2, rng.choice("aeioutrsnl"), said[at][place - 1]])
        return [*said[:at], said[at][:place] + letter + said[at][place + 1 :], *said[at + 1 :]]
    return said


def _with_slips(request: Request, rng: random.Random) -> str:
    text = request.text
    protected = {piece.lower().strip(".,?!:") for value in _strings(request.values) for piece in value.split()}
    if request.intent in {"fact", "unknown", "quiet"}:
        protected |= {piece for piece in re.findall(r"[a-z]+", text.lower()) if piece not in _MINOR}
    for _ in range(rng.choice([1, 1, 1, 2])):
        said = text.split()
        free = [at for at, name in enumerate(said) if name.lower().strip(".,?!:") not in protected]
        if free:
            text = " ".join(_slip(said, rng.choice(free), rng))
    return text


def _lowered(value: object) -> object:
    """Invented names in lower case: nobody can know that they are names."""
    if isinstance(value, Request):
        return replace(value, values=tuple(_lowered(one) for one in value.values))
    if isinstance(value, str) and not value.isupper():
        return " ".join(piece if piece in _KNOWN else piece.lower() for piece in value.split(" "))
    return value


def as_typed(request: Request, rng: random.Random) -> Request:
    """The request as the model may get it: digits, lower case, no end mark, no hyphens, a slip."""
    values = request.values
    careless = 0.25 if len(request.text.split()) > 3 else 0.08
    text = _with_slips(request, rng) if rng.random() < careless else request.text
    if rng.random() < 0.25 and request.intent in NUMERIC:
        text = in_digits(text, commas=rng.random() < 0.2)
        text = _signs(text) if rng.random() < 0.3 else text
    if rng.random() < 0.2:
        text = text.replace("-", " ") if not re.search(r"\d -", text) else text
    if rng.random() < 0.35 and request.intent != "vin":
        text, values = text.lower(), tuple(_lowered(value) for value in values)
    if rng.random() < 0.35:
        text = text.rstrip(".?!").replace(
            ",", "" if request.intent not in {"add", "two"} or rng.random() < 0.3 else ","
        )
    return replace(request, text=text or request.text, values=values)
