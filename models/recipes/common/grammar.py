"""A grammar of sentences: patterns such as "[please ](tell|show) me the {thing}", expanded at random."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")

SlotSampler = Callable[[random.Random], tuple[str, object]]
"""Gives the words of a slot and what they mean."""


@dataclass(frozen=True, slots=True)
class Request:
    """One sentence somebody may say, and what it asks for."""

    text: str
    """Capitalised, with an end mark, numbers in words unless asked otherwise."""
    intent: str
    values: tuple[object, ...]
    """Meanings of the slots, in the order of the sentence."""


def expand(pattern: str, rng: random.Random) -> str:
    """Choose one branch of every (a|b) and keep or drop every [optional]; slots stay."""
    pattern = pattern.replace("[", "(|").replace("]", ")")
    while "(" in pattern:
        pattern = _CHOICE.sub(lambda group: rng.choice(group[1].split("|")), pattern)
    return " ".join(pattern.split())


def fill(pattern: str, slots: Mapping[str, SlotSampler], rng: random.Random) -> tuple[str, tuple[object, ...]]:
    """Put words into the slots of an expanded pattern; {0} says those of the first slot again, and so on.

    Raises KeyError for an unknown slot.
    """
    values: list[object] = []
    said: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match[1].isdigit():
            return said[int(match[1])]
        words, value = slots[match[1]](rng)
        values.append(value)
        said.append(words)
        return words

    return _SLOT.sub(take, pattern), tuple(values)


def punctuate(text: str) -> str:
    """Capitalise, and end with a question mark where the sentence opens like a question."""
    question = re.match(
        r"(what|how|who|where|which|when|why|is|are|do|does|did|can|could|would|will|have|has|am|any)\b|what's|who's"
        r"|(and|so|hey|sotto|hello|okay|um|well),? (what|how|which|can|could|do|is)\b",
        text,
        re.IGNORECASE,
    )
    end = "" if text[-1] in ".?!" else "?" if question else "."
    text = re.sub(r"\bi\b", "I", re.sub(r"\bsotto\b", "Sotto", text))
    return text[0].upper() + text[1:] + end


def normalise(text: str) -> str:
    """Lower case, letters and digits only, single spaces: two texts equal so are the same sentence."""
    return " ".join(re.sub(r"[^a-z0-9' ]", " ", text.lower()).split())
