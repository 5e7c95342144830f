"""Which way a question goes: by rules alone, to the small model, or to the larger one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from desktop.engine.controls import LONGEST_WORDS, cores
from desktop.engine.phrases import Phrases, plain, read_phrases
from desktop.engine.sums import read_sum
from desktop.terms import Route, RouteReason


@dataclass(frozen=True, slots=True)
class ByRule:
    """A question that needs no model."""

    reason: RouteReason
    tool: str = ""
    """Name of the tool that knows; empty where none is needed."""
    arguments: dict[str, str] = field(default_factory=dict)
    said: str = ""
    """What of the question the answer takes up."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A way, and why it was taken."""

    route: Route
    reason: RouteReason
    rule: ByRule | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the settings say of questions for the larger model."""

    long_words: int
    """Words from which on a question is long; 0 for never."""
    topics: Sequence[str]
    """Words and phrases of which one in the question is enough."""


@dataclass(frozen=True, slots=True)
class Routing:
    """What the settings say of the larger model."""

    bounds: Bounds
    least_sure: float
    """Mean log-probability of its first tokens below which the small model gives way."""


_TOOLS = {
    "time": (RouteReason.TIME, "clock"),
    "date": (RouteReason.DATE, "clock"),
    "cancel_timer": (RouteReason.TIMER, "cancel_timer"),
    "timer_left": (RouteReason.TIMER_LEFT, "timer_left"),
}


def choose(text: str, language: str, bounds: Bounds) -> Choice:
    """Return the way of a question. `language` is an ISO 639-1 code; typed text has none and is read as English."""
    rule = by_rule(text, language)
    if rule is not None:
        return Choice(Route.RULES, rule.reason, rule)
    words = plain(text)
    if _asks_to_think(words, language):
        return Choice(Route.LARGER, RouteReason.ASKED)
    if any(f" {plain(topic)} " in f" {words} " for topic in bounds.topics if plain(topic)):
        return Choice(Route.LARGER, RouteReason.TOPIC)
    if bounds.long_words and len(words.split()) >= bounds.long_words:
        return Choice(Route.LARGER, RouteReason.LONG)
    return Choice(Route.SMALL, RouteReason.USUAL)


def by_rule(text: str, language: str) -> ByRule | None:
    """Return how rules answer a whole question; None where only a model can."""
    lists = read_phrases("rule_words").get(language or "en")
    if lists is None:
        return None
    for core in _cores(text, language):
        for purpose, (reason, tool) in _TOOLS.items():
            if core in lists[purpose]:
                return ByRule(reason, tool)
        if core in lists["greeting"]:
            return ByRule(RouteReason.GREETING, said=core)
    sum_ = read_sum(text) if language in ("", "en") else None
    return ByRule(RouteReason.SUM, "calculate", {"expression": sum_.expression}, sum_.said) if sum_ else None


def _cores(text: str, language: str) -> Iterator[str]:
    words = plain(text).split()
    courtesies = read_phrases("control_words").get(language or "en", {}).get("courtesy", frozenset[str]())
    if 0 < len(words) <= LONGEST_WORDS:
        yield from cores(words, courtesies)


def _asks_to_think(words: str, language: str) -> bool:
    """Whether a question begins or ends with such words, or consists of them."""
    lists: Phrases = read_phrases("rule_words").get(language or "en", {})
    phrases = lists.get("think_harder", frozenset[str]())
    return any(f"{words} ".startswith(f"{phrase} ") or f" {words}".endswith(f" {phrase}") for phrase in phrases)
