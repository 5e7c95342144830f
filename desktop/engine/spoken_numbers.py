"""English numbers in words to figures, so that they can be compared. Pure."""

from __future__ import annotations

_SMALL = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_LARGE = {"thousand": 1000, "million": 10**6, "billion": 10**9}


def in_figures(text: str) -> str:
    """Text in lower-case words with its whole numbers as digits; `a hundred` too, and `one hundred and two`."""
    words, out, at = text.split(), list[str](), 0
    while at < len(words):
        value, used = _number(words, at)
        out.append(str(value) if used else words[at])
        at += used or 1
    return " ".join(out)


def _number(words: list[str], at: int) -> tuple[int, int]:
    """The number that begins there, and how many words it takes; 0 for none."""
    total = part = used = 0
    last = None
    for index in range(at, len(words)):
        word = words[index]
        if word in _SMALL and last not in ("small", "teen") and not (last == "tens" and _SMALL[word] > 9):
            part, last = part + _SMALL[word], "small"
        elif word in _TENS and last in (None, "hundred", "and", "large"):
            part, last = part + _TENS[word], "tens"
        elif word == "hundred" and (last == "small" or _article(words, index, at)):
            part, last = max(part, 1) * 100, "hundred"
        elif word in _LARGE and (last in ("small", "tens", "hundred") or _article(words, index, at)):
            total, part, last = total + max(part, 1) * _LARGE[word], 0, "large"
        elif word == "and" and last in ("hundred", "large") and _goes_on(words, index):
            last = "and"
            continue
        elif word == "a" and index == at and _follows(words, index):
            continue
        else:
            break
        used = index - at + 1
    return total + part, used


def _article(words: list[str], index: int, at: int) -> bool:
    return index == at + 1 and words[at] == "a"


def _follows(words: list[str], index: int) -> bool:
    return index + 1 < len(words) and words[index + 1] in ("hundred", *_LARGE)


def _goes_on(words: list[str], index: int) -> bool:
    return index + 1 < len(words) and words[index + 1] in (_SMALL | _TENS)
