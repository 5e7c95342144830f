"""Whether two questions ask for the same, by their words. Pure.

Vectors tell what is near; they do not tell north from south, three from four or with from without. So before an
answer is given again, both questions are brought to one form and must agree in every word that counts, in its order,
in numbers, in what is asked, in negation and in tense. What cannot be brought to one form is taken for different.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from desktop.engine.phrases import plain
from desktop.engine.spoken_numbers import in_figures

ENGLISH = "en"
_OWNER = "^"
"""Stands before the s of a genitive, where the word's own apostrophes are gone."""
_ASKS = ("who", "when", "where", "why", "how", "what", "whose")
_SUFFIXES = (("ies", "y"), ("oes", "o"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("sses", "ss"), ("s", ""))


@dataclass(frozen=True, slots=True)
class Form:
    """What of a question must be the same."""

    words: tuple[str, ...]
    """Those that count, in their order, numbers in figures."""
    stems: tuple[str, ...]
    """The same without the endings of plurals."""
    number: str
    """`one` or `many` where an auxiliary says so; empty otherwise."""
    asks: str
    """The question word; empty for a question of yes or no, and for what is no question."""
    negations: int
    tense: str
    """`past` or `present` where an auxiliary says so; empty otherwise."""


def agree(one: str, other: str, language: str = ENGLISH) -> bool:
    """Whether one answer does for both. In languages other than English only where they have the same words."""
    if plain(one) == plain(other) and _marks(one) == _marks(other):
        return True
    if language not in ("", ENGLISH):
        return False
    first, second = form(one), form(other)
    if (first.asks, first.negations) != (second.asks, second.negations):
        return False
    if first.tense and second.tense and first.tense != second.tense:
        return False
    # of one whale and of whales the same is asked; a custom and customs are two things
    general = {first.number, second.number} == {"one", "many"}
    return first.words == second.words or (general and first.stems == second.stems)


def plainly(question: str) -> str:
    """A question in the words that the rules bring it to, without courtesies; itself where none is left."""
    return _rewritten(in_figures(_plain(question)), _rules()) or question


@lru_cache(maxsize=4096)
def form(question: str) -> Form:
    """A question's form, by the rules of English."""
    rules = _rules()
    words = _rewritten(in_figures(_plain(question)), rules).split()
    literal = any(word in rules.literal for word in words)
    auxiliary = next((at for at, word in enumerate(words) if word in rules.auxiliary), -1)
    counting = [
        word for at, word in enumerate(words) if word not in rules.light and word not in _ASKS and at != auxiliary
    ]
    return Form(
        words=tuple(word if literal else rules.same.get(word, word) for word in counting),
        stems=tuple(word if literal else _stem(word, rules) for word in counting),
        number=next((rules.numbers[word] for word in words if word in rules.numbers), ""),
        asks=next((word for word in words if word in _ASKS), ""),
        negations=sum(word in rules.negations for word in words),
        tense=next((rules.tenses[word] for word in words if word in rules.tenses), ""),
    )


def _marks(text: str) -> tuple[str, ...]:
    """The signs by which numbers and sums differ that have the same digits."""
    return tuple(re.findall(r"(?<=\d)[.,:](?=\d)|[-+*/×÷=%€$£]", text))  # noqa: RUF001 - as people write it


def _plain(question: str) -> str:
    """Words in lower case; genitives and decimals can still be told, and a contracted `not` is a word."""
    text = unicodedata.normalize("NFKC", question).lower().replace("’", "'").replace("‘", "'")  # noqa: RUF001
    text = text.replace("won't", "will not").replace("shan't", "shall not").replace("can't", "can not")
    text = re.sub(r"n't\b", " not", text).replace("cannot", "can not")
    text = re.sub(r"\b(what|who|where|how|when|that|there|it|he|she)'s\b", r"\1 is", text)
    text = re.sub(r"\b(\w+)s'(?=\s)", rf"\1s {_OWNER}s", re.sub(r"'s\b", f" {_OWNER}s", text))
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"(?<=\d)\.(?=\d)", "point", text)
    text = text.replace("%", " percent ").replace("'", "")
    return " ".join(re.sub(rf"[^\w{_OWNER}+*/=€$£-]|(?<=\w)-(?=\w)", " ", text).split())


def _rewritten(text: str, rules: _Rules) -> str:
    for pattern, replacement in rules.rewrites:
        text = " ".join(pattern.sub(replacement, text).split())
    return text.replace(f"{_OWNER}s", "of").replace(_OWNER, "")


def _stem(word: str, rules: _Rules) -> str:
    """The word that stands for this one: without a plural's ending, and the first of those that mean the same."""
    if word in rules.same:
        return rules.same[word]
    if len(word) > 3 and not word.endswith(("ss", "us", "is")):
        for ending, instead in _SUFFIXES:
            if word.endswith(ending):
                word = word.removesuffix(ending) + instead
                break
    return rules.same.get(word, word)


@dataclass(frozen=True, slots=True)
class _Rules:
    rewrites: tuple[tuple[re.Pattern[str], str], ...]
    light: frozenset[str]
    same: Mapping[str, str]
    literal: frozenset[str]
    negations: frozenset[str]
    auxiliary: frozenset[str]
    tenses: Mapping[str, str]
    numbers: Mapping[str, str]


@cache
def _rules() -> _Rules:
    read = tomllib.loads(resources.files("desktop.engine").joinpath("agreement.toml").read_text("utf-8"))
    return _Rules(
        rewrites=tuple((re.compile(pattern), replacement) for pattern, replacement in read["rewrites"]),
        light=frozenset(read["light"]),
        same={word: group[0] for group in read["same"] for word in group},
        literal=frozenset(read["literal"]),
        negations=frozenset(read["negations"]),
        auxiliary=frozenset(read["auxiliary"]),
        tenses={word: tense for tense in ("past", "present") for word in read[tense]},
        numbers={word: number for number in ("one", "many") for word in read[number]},
    )
