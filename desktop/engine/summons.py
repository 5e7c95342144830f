"""“Let me talk to Sophie”: asking for another persona, recognised by rules before any model. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from desktop.engine.controls import LONGEST_WORDS, cores
from desktop.engine.phrases import plain, read_phrases

LEAST_LIKENESS = 0.75
"""Of a name as it was recognised to that of a persona, from 0 to 1: names are what recognisers get wrong most."""
_SPELLINGS = (("ph", "f"), ("ck", "k"), ("c", "k"), ("y", "i"))
_NAME = "name"
"""Stands in the listed phrases for what is said of a persona; braces are no words."""


def summoned(text: str, language: str, names: Sequence[str]) -> str:
    """Return the one of `names` that a whole utterance asks for, courtesies aside; empty when it asks for none.

    `language` is an ISO 639-1 code; typed text has none and is read as English.
    """
    lists = read_phrases("control_words").get(language or "en")
    words = plain(text).split()
    if lists is None or len(names) < 2 or not 0 < len(words) <= LONGEST_WORDS:
        return ""
    meant = cores(words, lists["courtesy"])
    found = (_meant(called, names) for core in meant for called in _called(core, lists["talk_to"]))
    return next((name for name in found if name), "")


def _called(said: str, phrases: frozenset[str]) -> Iterator[str]:
    """What stands in the place of the name in each phrase that an utterance is."""
    for phrase in phrases:
        before, _, after = f" {phrase} ".partition(f" {_NAME} ")
        begin, end = before.lstrip() + " " if before.strip() else "", " " + after.rstrip() if after.strip() else ""
        if len(said) > len(begin) + len(end) and said.startswith(begin) and said.endswith(end):
            yield said[len(begin) : len(said) - len(end)]


def _meant(called: str, names: Sequence[str]) -> str:
    """The name that sounds most like what was called, if it does so enough; of two alike none."""
    likeness = sorted(((_likeness(_sound(called), _sound(name)), name) for name in names), reverse=True)
    (best, name), (second, _) = likeness[0], likeness[1]
    return name if best >= LEAST_LIKENESS and best > second else ""


def _likeness(called: str, name: str) -> float:
    return SequenceMatcher(None, called, name, autojunk=False).ratio() if name else 0.0


def _sound(name: str) -> str:
    """Letters about as they sound: no accents, one way to write a sound, none twice."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain(name)) if not unicodedata.combining(c))
    for written, said in _SPELLINGS:
        bare = bare.replace(written, said)
    return "".join(c for c, _ in groupby(bare))
