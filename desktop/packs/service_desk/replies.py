"""What is said to a caller of what a tool brought, to the letter: a model garbles times, prices and names. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WHAT, WHO = "What can I do for you?", "Gladly. Who is calling?"
AGAIN, NUMBER_AGAIN = "Sorry, which day and time did you say?", "Sorry, what is the telephone number?"
_ASKED = (
    ("ask whether there is anything else", "Is there anything else?"),
    ("say goodbye", "Goodbye."),
    ("ask for the name or the telephone number", WHO),
    ("ask for the telephone number", "What is the telephone number?"),
    ("ask for the name", "What is the name?"),
    ("is not a time that is understood", AGAIN),
    ("telephone number", NUMBER_AGAIN),
    ("what is to be done is not said", "What is to be done on the vehicle?"),
    ("there is no service", "What is to be done on the vehicle?"),
    ("on which day is not said", "On which day, and at what time?"),
    ("at what time is not said", "On which day, and at what time?"),
)
"""What an error has in it, and what is said then."""
_QUOTED = (
    ("at what time is not said; free are ", "Free are {}. At what time?"),
    ("that time was not offered; free are ", "That time is not free. Free are {}."),
    ("the reason is missing", "That is the {}. Why do you want to cancel it?"),
    ("the new time is missing", "That is the {}. When would you like to come instead?"),
    ("; ask whether it is ", "Is it {}?"),
    ("; ask at what time: ", "At what time: {}?"),
    ("; ask which one: ", "Which one: {}?"),
)
"""The same with what the error tells behind it, or behind the colon."""


def spoken(result: Mapping[str, Any]) -> str:
    """What is said of a result, which has the key `error` when the tool failed."""
    error = result.get("error")
    return reply_to(error) if isinstance(error, str) else str(result.get("say", ""))


def greeted(result: Mapping[str, Any]) -> str:
    """The same of somebody who was looked for: who is found is asked what for."""
    said = spoken(result)
    sure = len(result.get("customers", ())) == 1 and "?" not in said
    return f"{said} {WHAT}" if sure else said


def reply_to(error: str) -> str:
    """What is said where a tool could not."""
    for mark, sentence in _QUOTED:
        if mark in error:
            told = error.partition(mark)[2]
            return sentence.format(told.partition(": ")[2] if told.startswith("; ask") else told)
    return next((sentence for mark, sentence in _ASKED if mark in error), f"That does not work: {error}.")
