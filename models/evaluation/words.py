"""Word error rate as people hear it: numbers, times and signs count by their words, not by their spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable

from desktop.benchmarks.wer import word_errors
from desktop.engine.sentences import speakable
from models.recipes.common.numbers import ONES, in_words

_LARGEST = 9999
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])\w+\b|\d{5,}|\d{4} \d{4}")


def in_spoken_words(text: str) -> str:
    """The text with its numbers in words and without hyphens."""
    text = speakable(text)
    text = re.sub(r"(\d+)\.(\d+)", lambda found: f"{found[1]} point {' '.join(found[2])}", text)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    return re.sub(r"\d+", _words, text).replace("-", " ")


def is_plain(text: str) -> bool:
    """Whether everybody reads the text aloud alike: it holds no code, telephone number or vehicle number."""
    return _CODE.search(text) is None


def error_percent(pairs: Iterable[tuple[str, str]]) -> float:
    """Word error rate in percent over pairs of what was said and what was understood; 0 without any word said."""
    errors = words = 0
    for said, understood in pairs:
        wrong, spoken = word_errors(_even(said), _even(understood))
        errors, words = errors + wrong, words + spoken
    return 100 * errors / words if words else 0.0


def _even(text: str) -> str:
    """One spelling for what sounds the same: hundreds come with or without "and"."""
    text = in_spoken_words(text).lower()
    return re.sub(r"\b(hundred|thousand) and\b", r"\1", text)


def _words(found: re.Match[str]) -> str:
    number = found[0]
    if number.startswith("0") or int(number) > _LARGEST:
        return " ".join(ONES[int(digit)] for digit in number)
    return in_words(int(number))
