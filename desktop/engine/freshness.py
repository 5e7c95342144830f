"""How long an answer stays right, told from the words of the question and of the reply. Pure.

In doubt an answer is not kept: a wrong one is worse than a slow one.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from desktop.answers import Freshness
from desktop.engine.phrases import plain
from desktop.engine.sentences import asks

FEWEST_WORDS, MOST_WORDS = 3, 40
"""A question of fewer words leaves too much to what was said before; one of more is rarely asked twice."""
MOST_REPLY = 1200
"""Characters; a longer reply takes long to speak, and much room."""


def freshness_of(question: str) -> Freshness:
    """How long answers to a question stay right; NEVER for one that does not say all of what it asks."""
    words = _words(question)
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS or words[0] in _lists()["begins"] or not is_english(question):
        return Freshness.NEVER
    if _holds(_without_harmless(words), "never"):
        return Freshness.NEVER
    return Freshness.SLOW if _holds(words, "slow") else Freshness.LASTING


def may_be_kept(reply: str) -> bool:
    """Whether a reply is an answer that does for another day: it asks nothing back and speaks of no moment."""
    words = plain(reply).split()
    return bool(words) and len(reply) <= MOST_REPLY and not asks(reply) and not _holds(words, "moment")


def stands_alone(question: str) -> bool:
    """Whether a question names what it is about, so that it means the same in the middle of a conversation."""
    return bool(re.search(r"\d|(?<=[\w,] )[A-Z]\w", question))


def is_english(text: str) -> bool:
    """Whether its words are those that the lists here know."""
    return not _lists()["english"].isdisjoint(_words(text))


def _words(text: str) -> list[str]:
    """Plain words, what is contracted apart."""
    return plain(re.sub("['’]", " ", text)).split()  # noqa: RUF001 - the apostrophes that people write


def _without_harmless(words: list[str]) -> list[str]:
    text = f" {' '.join(words)} "
    for phrase in _lists()["harmless"]:
        text = text.replace(f" {phrase} ", " ")
    return text.split()


def _holds(words: list[str], name: str) -> bool:
    text = f" {' '.join(words)} "
    return any(f" {phrase} " in text for phrase in _lists()[name])


@cache
def _lists() -> dict[str, frozenset[str]]:
    read = tomllib.loads(resources.files("desktop.engine").joinpath("freshness.toml").read_text("utf-8"))
    return {name: frozenset(plain(phrase) for phrase in phrases) for name, phrases in read.items()}
