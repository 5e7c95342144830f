"""How like a customer's name or number is to what was heard of it: edit distances, on letters and on sounds. Pure.

Recognisers part and join words ("Scott will sen"), so that names are compared without spaces, in any run of words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from desktop.packs.service_desk.validation import name_key

LIKE, HALFWAY = 0.56, 0.46
"""From when on a name is asked about; and a name that goes with a number that is near."""
SAME = 0.06
"""Names that differ less are as good as each other."""
_MOST, _COMPARED = 8, 500
"""Customers who are looked at closer; and whose sounds are compared at all, those with the likest letters."""
_RUN, _SHORTEST = 6, 5
"""Words that may be one name, and letters that it has at least."""
_MOST_WORDS = 10
_GREETINGS = frozenset("hello hi good morning afternoon evening day sophie yes no well okay sorry please".split())  # noqa: SIM905
_FRAME = re.compile(
    r"\b(?:(?P<sure>name is|names|name's|this is|here is|called)|i am|i'm|im|it's|its|it is|that is|from|under)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\W*(?:not|too|calling|afraid|sorry|just|going|having|looking|trying|wondering|due|about|worried|getting|in|on|at|"
    r"over|way|really|very|my|your|our)\b",
    re.IGNORECASE,
)
"""Who says so behind "I am" or "it is" does not tell their name."""
_BEHIND = re.compile(r"(?:^|[,.!?;])\W*([^,.!?;]+?),? (?:is (?:my|the) name|speaking|here)\b", re.IGNORECASE)
_END = re.compile(
    r"[,.!?;]|\b(?:and|speaking|here|is my name|is the name|i need|i want|i would|i'd|can|could|please)\b"
)
_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("gh", "g"), ("th", "t"), ("x", "ks"), ("c", "k"), ("q", "k"), ("z", "s"), ("w", "v"),
    ("j", "g"), ("y", "i"), ("h", ""), ("oo", "u"), ("ou", "u"), ("ee", "i"), ("ea", "i"), ("ai", "e"), ("ei", "e"),
    ("ie", "i"), ("au", "o"), ("aw", "o"), ("ow", "o"),
)  # fmt: skip
_MOST_DIGITS_OFF = 3
_NEAR = 2.0


@dataclass(frozen=True, slots=True)
class Like:
    """Somebody who may be meant."""

    customer: int
    likeness: float
    """Of the name: 0 to 1."""


@dataclass(frozen=True, slots=True)
class Names:
    """Of customers, prepared to be compared; all of one length."""

    numbers: Sequence[int] = ()
    letters: Sequence[str] = ()
    sounds: Sequence[str] = ()

    @classmethod
    def of(cls, rows: Sequence[tuple[int, str, str]]) -> Self:
        """Of rows of number, given and family name."""
        letters = [name_key(f"{given} {family}").replace(" ", "") for _, given, family in rows]
        sounds = [sounding(f"{given} {family}") for _, given, family in rows]
        return cls([number for number, _, _ in rows], letters, sounds)

    def among(self, numbers: Collection[int]) -> Self:
        """Those of these customers."""
        return self.at([at for at, number in enumerate(self.numbers) if number in numbers])

    def at(self, places: Iterable[int]) -> Self:
        """Those at these places."""
        places = list(places)
        kept = ([each[place] for place in places] for each in (self.letters, self.sounds))
        return type(self)([self.numbers[place] for place in places], *kept)


def sounding(name: str) -> str:
    """Letters that sound alike as one, doubled ones once, without spaces."""
    text = name_key(name).replace(" ", "")
    for letters, sound in _SOUNDS:
        text = text.replace(letters, sound)
    return re.sub(r"(.)\1+", r"\1", text)


def name_part(said: str) -> str:
    """Of a sentence the words that may be a name, such as those behind "my name is"."""
    frames = [found for found in _FRAME.finditer(said) if not _NO_NAME.match(said, found.end())]
    named = next((found for found in frames if found["sure"]), frames[0] if frames else None)
    behind = _BEHIND.search(said) if named is None else None
    if named is None and behind is None and _FRAME.search(said):
        return ""
    text = said[named.end() :] if named is not None else behind[1] if behind is not None else said
    words = " ".join(text.split()).casefold()
    end = next(
        (found.start() for found in _END.finditer(words) if words[: found.start()].strip(" ,.!?;")), len(words)
    )
    kept = name_key(words[:end] if named is not None else words).split()
    kept = kept if named is not None else [word for word in kept if word not in _GREETINGS]
    return " ".join(kept[:_MOST_WORDS])


def alike(heard: str, names: Names) -> list[Like]:
    """The customers whose names are most like some run of the words heard, the likest first."""
    runs = _runs(name_key(heard).split())
    if not runs or not names.numbers:
        return []
    similar = Levenshtein.normalized_similarity
    letters = process.cdist(runs, names.letters, scorer=similar)
    if len(names.numbers) > _COMPARED:
        places = letters.max(axis=0).argpartition(-_COMPARED)[-_COMPARED:]
        names, letters = names.at(places.tolist()), letters[:, places]
    sounds = process.cdist([sounding(run) for run in runs], names.sounds, scorer=similar)
    best = ((letters + sounds) / 2).max(axis=0)
    order = best.argsort()[::-1][:_MOST]
    return [Like(names.numbers[at], float(best[at])) for at in order]


def best_of(likes: Sequence[Like], least: float = LIKE) -> list[int]:
    """Those that are like enough and about as like as the first, at most two."""
    return [one.customer for one in likes if one.likeness >= max(least, likes[0].likeness - SAME)][:2]


def near(digits: str, phones: Sequence[tuple[int, str]]) -> list[int]:
    """The customers whose number is heard so when a digit is lost, doubled or another; the nearest ones.

    `phones` are (number, digits), as `digits` without the country's.
    """
    if not phones:
        return []
    offs = process.cdist([digits], [phone for _, phone in phones], scorer=Levenshtein.distance)[0]
    found = [
        (_off(digits, phones[at][1], int(off)), phones[at][0])
        for at, off in enumerate(offs)
        if off <= _MOST_DIGITS_OFF
    ]
    nearest = min(found, default=(_NEAR + 1, 0))[0]
    return [number for off, number in found if off == nearest] if nearest <= _NEAR else []


def _off(heard: str, phone: str, off: int) -> float:
    """Digits that differ; where it is only how often one is repeated, each counts half. Two others are too many."""
    plain = Levenshtein.distance(_once(heard), _once(phone))
    if off > 1 and plain > 1 and len(heard) == len(phone):
        return float("inf")
    return min(float(off), plain + 0.5 * max(1, off - plain)) if off else 0.0


def _once(digits: str) -> str:
    return re.sub(r"(.)\1+", r"\1", digits)


def _runs(words: Sequence[str]) -> list[str]:
    spans = ((at, end) for at in range(len(words)) for end in range(at + 1, min(at + _RUN, len(words)) + 1))
    joined = ("".join(words[at:end]) for at, end in spans)
    return [run for run in joined if len(run) >= _SHORTEST]
