"""What is said to a question that needs no model, in the language in which it was asked. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.engine.routing import ByRule
from desktop.terms import RouteReason

_TIME = {"en": "It is {time}.", "de": "Es ist {time} Uhr.", "es": "Son las {time}."}


def answer(rule: ByRule, result: Mapping[str, Any], language: str) -> str:
    """Return the answer to a question, `result` being what its tool returned; empty where a model must find words."""
    if "error" in result:
        return ""
    match rule.reason:
        case RouteReason.GREETING:
            return f"{_begun(rule.said)}!"
        case RouteReason.TIME:
            return _TIME[language or "en"].format(time=result["time"])
        case RouteReason.DATE:
            return f"It is {result['date']}."
        case RouteReason.TIMER:
            return "The timer is cancelled."
        case RouteReason.TIMER_LEFT:
            return _left(str(result["left"]))
        case RouteReason.SUM:
            return f"{_begun(rule.said)} is {result['result']}."
        case _:
            return ""


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _left(clock: str) -> str:
    """`4:05` in words."""
    minutes, seconds = (int(part) for part in clock.split(":"))
    parts = [_counted(minutes, "minute")] if minutes else []
    parts += [_counted(seconds, "second")] if seconds or not minutes else []
    return f"{_begun(' and '.join(parts))} left."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
