"""The sentences that the tests measure the starter models with. Their rules: `models.evaluation.rules`."""

from __future__ import annotations

from datetime import datetime

from models.evaluation.cases import Case, load_cases
from models.evaluation.rules import obeys, pattern

__all__ = ["NEW_PHRASINGS", "NEW_SENTENCES", "Sentence", "check_reply", "load", "pattern"]

NEW_PHRASINGS = "starter_sentences.json"
"""60 requests in words of their own: related to what was trained on, never the same."""
NEW_SENTENCES = "spoken_sentences.json"
"""60 requests in trained phrasings with other numbers and words."""

Sentence = Case


def load(name: str = NEW_PHRASINGS) -> tuple[Sentence, ...]:
    """All sentences of a file in tests/data."""
    return load_cases(name)


def check_reply(sentence: Sentence, reply: str, now: datetime | None = None) -> bool:
    """Whether the reply obeys the sentence's rule; `now` is the clock the assistant saw."""
    return obeys(sentence.reply, reply, now or datetime.now())
