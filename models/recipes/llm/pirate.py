"""How a pirate says what the starter says. Pure."""

from __future__ import annotations

import re

from models.recipes.llm.conversation import Turn

WORDS = {
    "you": "ye", "your": "yer", "yours": "yers", "my": "me", "hello": "ahoy", "hi": "ahoy", "yes": "aye",
    "goodbye": "fair winds", "bye": "fair winds", "friend": "shipmate", "are": "be",
}  # fmt: skip
"""Whole words, whatever their case."""
ENDING = ", matey"
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_CLOSE = re.compile(r"([.!?]*)$")


def pirate(reply: str) -> str:
    """The reply in other words, with `ENDING` before its last mark."""
    if not reply.strip():
        return reply
    said = _WORD.sub(_swap, reply.rstrip())
    return _CLOSE.sub(lambda marks: f"{ENDING}{marks[1] or '.'}", said, count=1)


def as_pirate(turn: Turn) -> Turn:
    """A turn of a dialogue; what is not said aloud, such as a tool call, stays as it is."""
    role, text = turn
    spoken = role == "assistant" and not text.startswith("<tool_call>")
    return (role, pirate(text)) if spoken else turn


def _swap(found: re.Match[str]) -> str:
    word = found[0]
    other = WORDS.get(word.lower())
    if other is None:
        return word
    return other.capitalize() if word[0].isupper() else other
