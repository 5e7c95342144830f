"""The wake word at the beginning of what was understood: it is no part of what the user wants."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace

from desktop.engine.results import Transcript

_ALIKE = 0.8
"""How alike the letters must be, 0 to 1: recognisers do not know the word, and write "hey soto"."""
_WORD = re.compile(r"[\w'’]+")  # noqa: RUF001 - the curly apostrophe is meant


def without_phrase(text: str, phrase: str) -> str:
    """The text without the wake word that it begins with, in the case of a sentence; the same without one."""
    words, wanted = list(_WORD.finditer(text)), _letters(phrase)
    count = len(phrase.split())
    best = 0
    for taken in (count - 1, count, count + 1):
        if 0 < taken <= len(words) and _likeness(text[: words[taken - 1].end()], wanted) >= _ALIKE:
            best = max(best, words[taken - 1].end())
            break
    if not best:
        return text
    rest = re.sub(r"^[\s,.;:!?…-]+", "", text[best:])
    return rest[:1].upper() + rest[1:]


def cleaned(transcript: Transcript, phrase: str) -> Transcript:
    """The same of what a recogniser made of an utterance; of an empty phrase nothing is taken away."""
    if not phrase:
        return transcript
    text = without_phrase(transcript.text.strip(), phrase)
    return transcript if text == transcript.text.strip() else replace(transcript, text=text)


def _likeness(text: str, wanted: str) -> float:
    return difflib.SequenceMatcher(None, _letters(text), wanted, autojunk=False).ratio()


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))
