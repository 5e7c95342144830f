"""Digits and letters as callers say them: "two oh two, double five, five". Pure."""

from __future__ import annotations

import re

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
SMALL = {name: number for number, name in enumerate(f"{_ONES} seventeen eighteen nineteen".split())} | {
    "oh": 0, "o": 0, "nought": 0,
}  # fmt: skip
"""Number words below twenty."""
TENS = {name: 20 + 10 * at for at, name in enumerate("twenty thirty forty fifty".split())}  # noqa: SIM905
_TIMES = {"double": 2, "triple": 3}
_SOUNDS_LIKE = {"to": "two", "too": "two", "for": "four", "ate": "eight", "won": "one", "sex": "six", "tree": "three"}
"""Within a number."""
_WORD = re.compile(r"[a-z]+|\d+|\+", re.IGNORECASE)


def digit_run(text: str) -> str:
    """The longest run of number words and digits in what somebody said; empty for none."""
    best = run = list[str]()
    for word in _WORD.findall(text):
        name = word.casefold()
        number = name in SMALL or name in TENS or name in _TIMES or not name.isalpha()
        if number or (run and name in _SOUNDS_LIKE):
            run = [*run, _SOUNDS_LIKE.get(name, word)]
            best = max(best, run, key=len)
        else:
            run = []
    return " ".join(best)


def digits(text: str) -> str:
    """A telephone number with its number words as digits; what is not said in words stays as it is."""
    if not re.search(r"[a-z]", text, re.IGNORECASE):
        return text
    return "".join(_signs(text)) or text


def signs(text: str) -> str:
    """The same for signs read one by one, letters among them, such as a vehicle's number."""
    return "".join(_signs(text, letters=True)) or text


def _signs(text: str, *, letters: bool = False) -> list[str]:
    found, times = list[str](), 1
    for word in _WORD.findall(text):
        name = word.casefold()
        if name in _TIMES:
            times = _TIMES[name]
            continue
        if name in SMALL and not (letters and len(name) == 1):
            found += [str(SMALL[name])] * times
        elif name in TENS:
            found.append(str(TENS[name]))
        elif not name.isalpha() or letters:
            found += [word] * times
        times = 1
    return found
