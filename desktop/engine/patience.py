"""How long a silence must last before the user has finished, by what was said so far and how.

People pause inside sentences about as long as between them; what tells the two apart are the words and the melody. A
finished sentence is answered soon; after "and", a question word alone or half a number Sotto waits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.engine.bay import Bay
from desktop.engine.phrases import Phrases, plain, read_phrases
from desktop.engine.protocols import EndOfTurn, Samples

_END = re.compile(r"[.!?…。！？]\s*$")  # noqa: RUF001 - the full-width ends are meant
_TRAILS_OFF = re.compile(r"(\.\.\.|…|[,;:–-])\s*$")  # noqa: RUF001 - the dash is meant
_ASKED = re.compile(r"[?？]\s*$")  # noqa: RUF001 - the full-width mark is meant
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Patience:
    """Silences that end an utterance, in seconds."""

    finished: float = 0.32
    """After a whole sentence."""
    unsure: float = 0.64
    """When the text does not tell."""
    unfinished: float = 1.3
    """After words that want more."""


@dataclass(frozen=True, slots=True)
class ByText:
    """Judges by the words alone."""

    patience: Patience = Patience()

    def patience_for(self, text: str, language: str) -> float:
        """Silence that ends an utterance with this text so far."""
        words = plain(text).split()
        if not words:
            return self.patience.unsure
        lists = read_phrases("unfinished").get(language or "en", {})
        if _TRAILS_OFF.search(text) or _wants_more(words, lists, asked=_ASKED.search(text) is not None):
            return self.patience.unfinished
        if _is_number_so_far(words, lists):
            return self.patience.unfinished if len(words) < _WHOLE_NUMBER else self.patience.unsure
        enough = len(words) > 1 or words[0] in lists.get("whole", frozenset())
        return self.patience.finished if _END.search(text) and enough else self.patience.unsure


LIKELY, UNLIKELY = 0.5, 0.3
"""Probabilities of the end above which the words decide, and below which the user is waited for the longest."""
SURE = 0.9
"""Probability from which words that do not tell are taken for a whole sentence."""


@dataclass(frozen=True, slots=True)
class TurnDetector:
    """Judges by the words, and by how they were said: a voice that has finished falls and slows down."""

    words: ByText = ByText()
    ear: Bay[EndOfTurn] | None = None
    """None, or one that holds no model: by the words alone."""

    def hear(self, samples: Samples) -> float | None:
        """How likely the user has finished, by ear, given the 16 kHz samples up to the pause."""
        if self.ear is None:
            return None
        self.ear.renew()
        return self.ear.model.probability(samples) if self.ear.model is not None else None

    def patience_s(self, heard: float | None, text: str | None = None, language: str = "") -> float:
        """Silence that ends the utterance, in seconds: `heard` by ear, `text` once it was recognised."""
        patience = self.words.patience
        by_words = patience.unsure if text is None else self.words.patience_for(text, language)
        if by_words == patience.unfinished or heard is None:
            return by_words
        if heard < UNLIKELY:
            return patience.unfinished
        if heard < LIKELY:
            return patience.unsure
        return patience.finished if heard >= SURE and text and plain(text) else by_words


_WHOLE_NUMBER = 9
"""Words of a number read out, such as one of a telephone, from which it may well be complete."""


def _wants_more(words: list[str], lists: Phrases, *, asked: bool) -> bool:
    """Whether the last words cannot be the last of a sentence, or nothing but a question word was said."""
    none: frozenset[str] = frozenset()
    tails = {" ".join(words[-length:]) for length in (1, 2, 3) if length <= len(words)}
    stranded = none if asked else lists.get("stranded", none)
    return bool(tails & (lists.get("open", none) | stranded)) or " ".join(words) in lists.get("alone", none)


def _is_number_so_far(words: list[str], lists: Phrases) -> bool:
    """Whether the last three words, or all of fewer, are digits being read out."""
    digits = lists.get("digits", frozenset())
    tail = words[-3:]
    return len(tail) > 1 and all(word in digits or _DIGITS.fullmatch(word) for word in tail)
