# ruff: noqa: RUF001 (phonemes)
"""The melody of questions, which flite speaks like statements."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RISES = {"word": 0.14, "yes or no": 0.4}
"""How far the pitch of questions rises, in log Hz."""
_FOR_A_WORD = re.compile("(^| )(wʌt|wɛn|wɛɹ|wɪtʃ|waɪ(?= |z)|huː|haʊ(?!s))")


def asked(pitch: NDArray[np.float32], frames: NDArray[np.int64], phonemes: Sequence[str]) -> NDArray[np.float32]:
    """The pitch of a question: it rises from the last stressed vowel on, which flite does not do by itself.

    Questions for a word rise a little, those for yes or no by half an octave. `frames` are those of each id.
    """
    stressed = [place for place, phoneme in enumerate(phonemes) if phoneme == "ˈ"]
    if "?" not in phonemes or not stressed:
        return pitch
    first = int(np.sum(frames[: 2 + 2 * stressed[-1]]))
    last = max(first + 1, int(np.flatnonzero(pitch > 0).max(initial=0)))
    said = "".join(phoneme for phoneme in phonemes if phoneme not in "ˈˌ")
    height = RISES["word" if _FOR_A_WORD.search(said) else "yes or no"]
    ramp = np.clip((np.arange(len(pitch)) - first) / (last - first), 0, 1)
    return np.asarray(pitch * np.exp(height * ramp), np.float32)
