"""English beyond the templates: example sentences of WordNet, and words by how common they are.

WordNet 3.0 is Debian's `wordnet-base` (Princeton's licence); the frequencies are the package `wordfreq`'s.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from models.recipes.common.grammar import punctuate

WORDNET = Path("/usr/share/wordnet")
COMMON = 12000
"""A sentence is taken when all of its words are among so many."""
SHORTEST, LONGEST = 3, 11
"""Words in a sentence."""
_EXAMPLE = re.compile(r'"([^"]+)"')
_SAYABLE = re.compile(r"[A-Za-z' ,]+[?!]?")


@cache
def common_words(count: int = COMMON) -> tuple[str, ...]:
    """The `count` most common words that are no abbreviation or single letter, most common first."""
    from wordfreq import top_n_list

    listed = top_n_list("en", 2 * count)
    return tuple(word for word in listed if re.fullmatch(r"[a-z]+('[a-z]+)?|[ai]", word) and _has_vowel(word))[:count]


def _has_vowel(word: str) -> bool:
    return any(letter in "aeiouy" for letter in word) and (len(word) > 1 or word in "ai")


def _examples() -> Iterator[str]:
    for kind in ("noun", "verb", "adj", "adv"):
        lines = (WORDNET / f"data.{kind}").read_text("utf-8", "replace").splitlines()
        for line in lines:
            for found in _EXAMPLE.findall(line.partition("|")[2]):
                yield found.strip()


@cache
def sentences() -> tuple[str, ...]:
    """WordNet's examples that are sentences of common words, sorted.

    FileNotFoundError: WordNet is not installed.
    """
    known = frozenset(common_words())
    found = set()
    for example in _examples():
        words = re.findall(r"[a-z']+", example.lower())
        if _SAYABLE.fullmatch(example) and SHORTEST <= len(words) <= LONGEST and known.issuperset(words):
            found.add(example)
    return tuple(sorted(found))


def sentence(rng: random.Random) -> str:
    """A natural sentence, or part of one."""
    return punctuate(rng.choice(sentences()))


def words(rng: random.Random, among: int = 7000) -> str:
    """A few common words in no order; the rare as often as the common."""
    return punctuate(" ".join(rng.choice(common_words()[:among]) for _ in range(rng.randint(2, 6))))
