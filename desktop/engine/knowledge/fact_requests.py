"""“Remember that my sister is called Anna”: what asks for facts to be kept, told or forgotten, by rules. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from desktop.engine.controls import LONGEST_WORDS, cores
from desktop.engine.knowledge.fact_matching import fact_phrases
from desktop.engine.phrases import Phrases, plain, read_phrases

_MOST_OPENING = 9
"""Words of the longest phrase that a request begins with."""
_MOST_COURTEOUS = 4
_LAST = ("please", "thanks", "bitte", "danke", "gracias")
_COULD = (["can"], ["could"], ["would"], ["will"], ["kannst"], ["könntest"], ["puedes"], ["podrías"])


class Purpose(enum.Enum):
    """What is to be done with facts."""

    REMEMBER = enum.auto()
    LIST = enum.auto()
    ABOUT = enum.auto()
    """Tell what is known of something."""
    TELL = enum.auto()
    """The same, where it is about the user."""
    FORGET = enum.auto()
    FORGET_ALL = enum.auto()


@dataclass(frozen=True, slots=True)
class FactRequest:
    """What was asked for."""

    purpose: Purpose
    text: str = ""
    """In the user's words: the fact, or what it is about."""


def fact_request(text: str, language: str) -> FactRequest | None:
    """Return what an utterance asks of facts; None where it asks for nothing of the kind.

    `language` is an ISO 639-1 code; typed text has none and is read as English.
    """
    lists = fact_phrases(language)
    words = plain(text).split()
    if not lists or not words:
        return None
    courtesy = read_phrases("control_words").get(language or "en", {}).get("courtesy", frozenset())
    if len(words) <= LONGEST_WORDS:
        for core in cores(words, courtesy):
            if core in lists["list"]:
                return FactRequest(Purpose.LIST)
            if core in lists["forget_all"]:
                return FactRequest(Purpose.FORGET_ALL)
    return _opened(without_courtesy(text, language), lists)


def _opened(text: str, lists: Phrases) -> FactRequest | None:
    """A request that begins with one of the listed phrases, and goes on with what it is about."""
    fact = after(text, lists["remember"])
    if fact and len(fact.split()) > 1 and not fact.endswith("?"):
        return FactRequest(Purpose.REMEMBER, fact)
    fact = after(text, lists["remember_statement"])
    if fact and _states(fact, lists):
        return FactRequest(Purpose.REMEMBER, fact)
    if gone := after(text, lists["forget"]):
        return FactRequest(Purpose.FORGET, gone)
    if asked := after(text, lists["about"]):
        return FactRequest(Purpose.ABOUT, asked)
    asked = after(text, lists["tell"])
    return FactRequest(Purpose.TELL, asked) if asked else None


def is_elsewhere(text: str, language: str) -> bool:
    """Whether what is to be forgotten may be a timer or a note, or just what was said."""
    return not fact_phrases(language)["elsewhere"].isdisjoint([plain(text), *plain(text).split()])


def after(text: str, phrases: frozenset[str]) -> str:
    """What follows the longest of the phrases that a text begins with, as it was written; empty without one."""
    words = text.split()
    for count in range(min(_MOST_OPENING, len(words) - 1), 0, -1):
        if plain(" ".join(words[:count])) in phrases:
            return " ".join(words[count:]).lstrip(",:;- ")
    return ""


def _states(text: str, lists: Phrases) -> bool:
    """Whether a text says something of the user, and is not only a thing or a task."""
    words = plain(text).split()
    says = words[:1] and words[0] in lists["statement_begins"] and not lists["verbs"].isdisjoint(words[1:])
    return bool(says or words[:1] in (["im"], ["ive"])) and not text.endswith("?")


def without_courtesy(text: str, language: str) -> str:
    """The text without courtesies at its ends, otherwise as it was written; what “could you” asks is no question."""
    courtesy = read_phrases("control_words").get(language or "en", {}).get("courtesy", frozenset())
    words, asked = text.split(), ""
    while (count := _courteous(words, courtesy)) > 0:
        asked, words = " ".join(words[:count]), words[count:]
    while len(words) > 1 and plain(words[-1]) in _LAST:
        words = words[:-1]
    left = " ".join(words).rstrip(", ")
    return left.rstrip("? ") if plain(asked).split()[:1] in _COULD else left


def _courteous(words: list[str], courtesy: frozenset[str]) -> int:
    """How many of the first words are a courtesy; never all of them."""
    counts = range(min(_MOST_COURTEOUS, len(words) - 1), 0, -1)
    return next((count for count in counts if plain(" ".join(words[:count])) in courtesy), 0)
