"""Words that nobody knows: what a model copies rightly of them, it really copies."""

from __future__ import annotations

import random

_ONSETS = [
    "b",
    "c",
    "d",
    "f",
    "g",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "w",
    "z",
    "bl",
    "br",
    "ch",
    "cl",
    "cr",
    "dr",
    "fl",
    "fr",
    "gl",
    "gr",
    "pl",
    "pr",
    "qu",
    "sc",
    "sh",
    "sk",
    "sl",
    "sm",
    "sn",
    "sp",
    "st",
    "str",
    "sw",
    "th",
    "tr",
    "tw",
    "wh",
    "y",
]
_VOWELS = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "u", "ai", "au", "ea", "ee", "ie", "oa", "oo", "ou", "y"]
_CODAS = [
    "b",
    "d",
    "g",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "x",
    "ck",
    "ft",
    "ld",
    "lk",
    "ll",
    "lm",
    "lt",
    "mp",
    "nd",
    "ng",
    "nk",
    "nt",
    "rd",
    "rk",
    "rm",
    "rn",
    "rt",
    "sh",
    "sk",
    "ss",
    "st",
    "th",
    "tch",
]
_ENDINGS = ["", "", "", "s", "er", "y", "ing", "le", "o", "a", "ers", "ies", "ette", "ish"]


def invented_word(rng: random.Random) -> str:
    """A pronounceable word in lower case, of one to three syllables."""
    parts = []
    for _ in range(rng.choice([1, 1, 2, 2, 2, 3])):
        parts += [rng.choice(_ONSETS) if rng.random() < 0.9 else "", rng.choice(_VOWELS)]
        parts += [rng.choice(_CODAS) if rng.random() < 0.45 else ""]
    word = "".join(parts) + rng.choice(_ENDINGS)
    return word if len(word) > 2 else word + rng.choice(_CODAS)


def spliced_word(rng: random.Random, known: list[str]) -> str:
    """The beginning of one word and the end of another, both at least two letters long."""
    first, second = (rng.choice(known).split()[-1].lower() for _ in range(2))
    return first[: rng.randint(2, max(2, len(first) - 1))] + second[-rng.randint(2, max(2, len(second) - 1)) :]
