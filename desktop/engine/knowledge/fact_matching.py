"""Which facts a question is about, told by their words. Pure.

A fact answers a question only where it holds every word that the question asks by: of a sister's name it does not
tell her telephone number. What merely shares a word with a question is relevant, and is for a model to weigh.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from desktop.engine.phrases import Phrases, plain, read_phrases
from desktop.facts import Fact

_ENDINGS = ("ings", "ing", "ed", "es", "s", "e")
_SHORTEST = 3
"""Letters that stay of a word whose ending goes."""
_NOTHING: Phrases = {}


def fact_phrases(language: str) -> Phrases:
    """The lists of a language, an ISO 639-1 code; typed text has none and is read as English. Empty for others."""
    return read_phrases("fact_words").get(language or "en", _NOTHING)


def answering(question: str, facts: Sequence[Fact], language: str) -> list[Fact]:
    """The facts that answer what a question about the user asks, or one that names what they are about."""
    lists, words = fact_phrases(language), plain(question).split()
    if not words or words[0] not in lists.get("asks", ()):
        return []
    if is_personal(question, language) or words[0] in lists["asks_person"]:
        return about(question, facts, language)
    if words[0] not in lists["asks_thing"]:
        return []
    asked = _counting(question, language)
    return [fact for fact in facts if asked and asked <= _subject(fact.text, language)]


def is_personal(text: str, language: str) -> bool:
    """Whether a text speaks of the user."""
    return not fact_phrases(language).get("person", frozenset()).isdisjoint(plain(text).split())


def about(what: str, facts: Sequence[Fact], language: str) -> list[Fact]:
    """The facts that hold every word that counts of what is asked for, in their own order."""
    lists = fact_phrases(language)
    asked = _counting(what, language)
    if not asked and is_personal(what, language):
        asked = _stems(what, language)  # “my name”: the faint words are all there is
    found = [fact for fact in facts if asked and asked <= _stems(fact.text, language)]
    if lists.get("names", frozenset()).isdisjoint(plain(what).split()):
        return found
    return [fact for fact in found if not lists["naming"].isdisjoint(plain(fact.text).split())]


def relevant(text: str, facts: Sequence[Fact], language: str, most: int) -> list[Fact]:
    """The facts that share words with a text, those with the most of them first."""
    asked = _counting(text, language)
    shared = [(len(asked & _counting(fact.text, language)), fact) for fact in facts]
    ranked = sorted((one for one in shared if one[0]), key=lambda one: -one[0])
    return [fact for _, fact in ranked[:most]]


def is_quoted(text: str, said: str) -> bool:
    """Whether all of a text's words were said, wherever they stood."""
    return bool(plain(text)) and set(plain(text).split()) <= set(plain(said).split())


@lru_cache(maxsize=4096)
def _counting(text: str, language: str) -> frozenset[str]:
    faint = fact_phrases(language).get("faint", frozenset())
    return _stems(" ".join(word for word in plain(text).split() if word not in faint), language)


@lru_cache(maxsize=4096)
def _stems(text: str, language: str) -> frozenset[str]:
    """Of each word that says something what all its forms share; each turn asks for those of every fact."""
    light = fact_phrases(language).get("light", frozenset())
    return frozenset(_stem(word, language) for word in plain(text).split() if word not in light)


@lru_cache(maxsize=4096)
def _subject(text: str, language: str) -> frozenset[str]:
    """What a fact is about: the words before its verb."""
    words, verbs = plain(text).split(), fact_phrases(language)["verbs"]
    verb = next((at for at, word in enumerate(words) if at and word in verbs), len(words))
    return _stems(" ".join(words[:verb]), language)


def _stem(word: str, language: str) -> str:
    if language not in ("", "en"):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word
