"""Small errors of recognisers, fingers and tongues, put into a request whose answer stays the right one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from models.recipes.common.grammar import Request
from models.recipes.llm.digits import NUMBER

_MINOR = frozenset(
    ("the", "a", "an", "please", "my", "is", "to", "of", "for", "me", "it", "you", "do", "what", "i", "can", "on",
     "in", "are", "that", "from", "and", "your", "at", "with", "does", "how")
)  # fmt: skip
_FILLERS = (
    "um", "uh", "the", "a", "and", "so", "please", "now", "well", "just", "like", "oh", "then", "you", "it", "is",
    "to", "of", "er", "hmm", "okay",
)  # fmt: skip
_MISHEARD = {
    "the": "a my that there", "a": "the an uh", "my": "the by me", "to": "two the", "for": "from of",
    "of": "for", "is": "was his it's as", "what": "what's that was", "what's": "what is what", "in": "and on an",
    "on": "in an one", "you": "your", "are": "is", "how": "who now", "and": "an end", "it": "at is that",
    "can": "could kin", "me": "my", "set": "said sat sit", "add": "at and had ad", "list": "lists least",
    "timer": "time timers", "time": "times", "plus": "plush pluss", "minus": "minutes", "times": "time",
    "tell": "till tall", "spell": "spells smell", "remind": "remained mind", "remove": "move removed",
    "cancel": "counsel cancelled", "note": "no notes", "from": "form for", "clear": "clearer", "does": "does the",
    "say": "said", "put": "but", "have": "half has", "left": "lift", "day": "days", "book": "books",
    "joke": "choke jog coke", "model": "modal", "key": "keys", "off": "of", "thank": "tank", "thanks": "tanks",
    "hello": "hallo yellow", "sotto": "soto otto", "ten": "tin", "five": "fife", "long": "along", "down": "town",
    "microphone": "micro phone", "json": "jason", "print": "prince", "opposite": "opposites",
}  # fmt: skip
"""Words that come out as others; the sentence still says what was meant."""
_ALIKE = (
    "to too two", "for four", "by buy bye", "hear here", "know no", "right write", "time thyme", "which witch",
    "where wear", "one won", "eight ate", "hour our", "new knew", "made maid", "find fined", "would wood",
    "there their they're", "your you're", "its it's", "whose who's", "i eye", "do due", "meat meet", "flour flower",
    "tea tee", "pears pairs", "leeks leaks", "bread bred", "peas peace", "beans beens", "cereal serial",
    "steak stake", "sea see", "sun son", "week weak", "night knight", "hole whole", "read red", "need knead",
    "capital capitol", "mail male", "weather whether", "past passed", "some sum", "or oar", "way weigh",
    "be bee", "so sew", "high hi", "hare hair", "deer dear", "horse hoarse", "plane plain", "rain reign",
    "wait weight", "won't want", "quiet quite", "lose loose", "then than", "of off", "allowed aloud", "piece peace",
    "break brake", "tire tyre", "check cheque", "cent scent", "mic mike", "blue blew", "sail sale", "sell cell",
    "tale tail", "bear bare", "sauce source", "pause paws", "wine whine", "role roll", "wrap rap", "heel heal",
)  # fmt: skip
_LITERAL = frozenset(("spell", "note", "name", "labelled", "reminder", "search", "unknown"))
"""Kinds of requests whose words are repeated as they come, or mean something else with another word."""
_SOUNDS = {name: [other for other in group.split() if other != name] for group in _ALIKE for name in group.split()}


def _strings(values: tuple[object, ...]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Request):
            yield from _strings(value.values)
        elif isinstance(value, str):
            yield value


def _bare(word: str) -> str:
    return word.lower().strip(".,?!:").removesuffix("'s")


def _typo(word: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(word.rstrip(".,?!")))
    letter = rng.choice(["", word[place] * 2, rng.choice("aeioutrsnl"), word[place - 1]])
    return word[:place] + letter + word[place + 1 :]


def _twice(said: list[str], at: int, rng: random.Random) -> list[str]:
    """One to three words are said again."""
    piece = said[at : at + rng.choice([1, 1, 1, 2, 2, 3])]
    if any(NUMBER.fullmatch(_bare(word)) or any(c.isdigit() for c in word) for word in piece):
        return said
    return [*said[:at], *(word.rstrip(".,?!") for word in piece), *said[at:]]


def _slip(said: list[str], at: int, rng: random.Random) -> list[str]:
    """One error at a word that no reply repeats."""
    name, kind = _bare(said[at]), rng.random()
    if kind < 0.3 and name in _MISHEARD:
        return [*said[:at], rng.choice(_MISHEARD[name].split()), *said[at + 1 :]]
    if kind < 0.45 and name in _MINOR and len(said) > 2:
        return said[:at] + said[at + 1 :]
    if kind < 0.6:
        return [*said[:at], rng.choice(_FILLERS), *said[at:]]
    if kind < 0.85:
        return _twice(said, at, rng)
    if len(name) > 3 and not NUMBER.fullmatch(name):
        return [*said[:at], _typo(said[at], rng), *said[at + 1 :]]
    return said


def _protected(request: Request) -> set[str]:
    """Words that have to stay: those that the reply repeats, and those that alone make a question what it is."""
    found = {_bare(piece) for value in _strings(request.values) for piece in value.split()}
    if request.intent in {"fact", "unknown", "quiet", "other best"}:
        found |= {piece for piece in re.findall(r"[a-z]+", request.text.lower()) if piece not in _MINOR}
    return found


def with_slips(request: Request, rng: random.Random) -> str:
    """The text with one error or two."""
    text, protected = request.text, _protected(request)
    for _ in range(rng.choice([1, 1, 1, 2])):
        said = text.split()
        free = [at for at, name in enumerate(said) if _bare(name) not in protected]
        if free:
            text = " ".join(_slip(said, rng.choice(free), rng))
    return text


def with_homophones(request: Request, text: str, rng: random.Random) -> str:
    """The text with a word in the spelling of another that sounds alike, as far as it has such words."""
    said = text.split()
    kept = _protected(request) if request.intent in _LITERAL else set()
    places = [at for at, word in enumerate(said) if _bare(word) in _SOUNDS and _bare(word) not in kept]
    if places:
        at = rng.choice(places)
        said[at] = rng.choice(_SOUNDS[_bare(said[at])])
    return " ".join(said)
