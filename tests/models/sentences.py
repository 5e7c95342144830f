"""The sentences that measure the starter models, and the rules their replies must obey."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data"

NEW_PHRASINGS = "starter_sentences.json"
"""60 requests in words of their own: related to what was trained on, never the same."""
NEW_SENTENCES = "spoken_sentences.json"
"""60 requests in trained phrasings with other numbers and words."""
_JOKE = "virus|bulldozer|too many problems|a stick"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, what kind of request it is, and a pattern its reply must contain."""

    text: str
    kind: str
    reply: str


def load(name: str = NEW_PHRASINGS) -> tuple[Sentence, ...]:
    """All sentences of a file in tests/data."""
    return tuple(Sentence(**entry) for entry in json.loads((_DATA / name).read_text("utf-8")))


def _times(now: datetime) -> str:
    """The minutes around `now`, as a pattern."""
    minutes = (now + timedelta(minutes=step) for step in (-2, -1, 0, 1))
    return r"\b(" + "|".join(f"0?{at.hour}:{at.minute:02d}" for at in minutes) + r")\b"


def pattern(rule: str, now: datetime, notes: str = "") -> str:
    """The rule as a regular expression: its placeholders become what is true now."""
    known = {
        "{time}": _times(now),
        "{date}": now.strftime(rf"%A.*\b{now.day}\b"),
        "{notes}": notes or r"\bon your list",
        "{joke}": _JOKE,
    }
    for name, meaning in known.items():
        rule = rule.replace(name, meaning)
    return rule


def check_reply(sentence: Sentence, reply: str, now: datetime | None = None) -> bool:
    """Whether the reply obeys the sentence's rule; `now` is the clock the assistant saw."""
    return re.search(pattern(sentence.reply, now or datetime.now()), reply, re.IGNORECASE | re.DOTALL) is not None
