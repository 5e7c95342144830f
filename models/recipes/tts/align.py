# ruff: noqa: E501, RUF001 (a table of phonemes)
"""Which of flite's timed phones belong to which of espeak's phonemes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Phone = tuple[str, float]
"""(flite's name, seconds it lasts)"""

KIN = {
    "ə": "ax ah ih eh er", "ɐ": "ax ah", "ʌ": "ah ax", "ɪ": "ih ax iy ay ey oy y", "i": "iy ih", "e": "ey eh",
    "ɛ": "eh ey ae", "æ": "ae", "a": "ay aw aa ae", "ɑ": "aa ao", "ɔ": "ao oy aa ow", "o": "ow ao", "ʊ": "uh ow aw uw",
    "u": "uw", "ɜ": "er", "ɚ": "er", "ᵻ": "ih ax", "b": "b", "d": "d", "ð": "dh", "f": "f", "ɡ": "g", "h": "hh",
    "j": "y", "k": "k", "l": "l", "m": "m", "n": "n", "ŋ": "ng n", "p": "p", "ɹ": "r er", "r": "r", "s": "s",
    "ʃ": "sh ch", "t": "t ch", "ɾ": "t d", "θ": "th", "v": "v", "w": "w", "z": "z", "ʒ": "zh jh", "ʔ": "t", "x": "k",
}  # fmt: skip
"""espeak's phoneme to the phones of flite that may sound like it."""
_MARKS = frozenset("ˈˌː̩")
_PAUSES = frozenset(" ,.?!;:")


def _fits(phoneme: str, phone: str) -> bool:
    return phone == "pau" if phoneme in _PAUSES else phone in KIN.get(phoneme, "").split()


def _costs(sounding: Sequence[str], phones: Sequence[Phone]) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Least cost to reach (phonemes used, phones used), and the last step.

    0 is a pair, 1 a phoneme alone, 2 a phone alone."""
    rows, columns = len(sounding), len(phones)
    cost, step = np.full((rows + 1, columns + 1), np.inf), np.zeros((rows + 1, columns + 1), np.int8)
    cost[0, 0] = 0
    for i in range(rows + 1):
        for j in range(columns + 1):
            choices = []
            if i and j:
                choices.append((cost[i - 1, j - 1] + (0 if _fits(sounding[i - 1], phones[j - 1][0]) else 1.2), 0))
            if i:
                shares = j > 0 and _fits(sounding[i - 1], phones[j - 1][0])
                price = 0.05 if sounding[i - 1] in _PAUSES else 0.1 if shares else 0.6
                choices.append((cost[i - 1, j] + price, 1))
            if j:
                choices.append((cost[i, j - 1] + (0.3 if phones[j - 1][0] == "pau" else 0.8), 2))
            if choices:
                cost[i, j], step[i, j] = min(choices)
    return cost, step


def durations(phonemes: Sequence[str], phones: Sequence[Phone]) -> tuple[NDArray[np.float64], float, float]:
    """Seconds of each phoneme, seconds of silence before the first, and the mean cost.

    A cost above 0.35 is a bad match."""
    places = [place for place, phoneme in enumerate(phonemes) if phoneme not in _MARKS]
    cost, step = _costs([phonemes[place] for place in places], phones)
    i, j, path = len(places), len(phones), []
    while i or j:
        kind = step[i, j]
        path.append((kind, i - 1, j - 1))
        i, j = i - (kind != 2), j - (kind != 1)
    seconds, lead, last = np.zeros(len(phonemes)), 0.0, -1
    for kind, i, j in reversed(path):
        if kind == 0:
            last = places[i]
            seconds[last] += phones[j][1]
        elif kind == 2 and last >= 0:
            seconds[last] += phones[j][1]
        elif kind == 2:
            lead += phones[j][1]
        elif last >= 0 and phonemes[places[i]] not in _PAUSES and phonemes[last] not in _PAUSES:
            seconds[last] /= 2
            seconds[places[i]] = seconds[last]
            last = places[i]
    return seconds, lead, float(cost[-1, -1]) / max(1, len(places))
