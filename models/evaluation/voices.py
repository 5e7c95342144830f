"""The sentences of the evaluation as synthetic speech: known voices, and voices that no training hears."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from models.evaluation.cases import PHRASINGS, WHOLE_TURNS, load_cases
from models.evaluation.words import in_spoken_words, is_plain
from models.recipes.common.speech import Samples
from models.recipes.common.speech import say as say_aloud

KNOWN_VOICES = (
    "kal16", "rms", "slt", "en-us+m3", "en-gb+f2", "en-us+f4", "en-gb-scotland+m1", "en-gb+Andy", "en-us+Annie",
    "en-029+Michael",
)  # fmt: skip
_SILENCE = np.zeros(3200, np.float32)


def say(text: str, voice: str) -> Samples:
    """The text at 16 kHz in the voice of this name, as it comes from the synthesiser. Raises CalledProcessError."""
    return say_aloud(in_spoken_words(text), voice)


def placed(samples: Samples) -> Samples:
    """The samples at half level between 0.2 s of silence."""
    return np.concatenate([_SILENCE, samples * np.float32(0.5 / max(1e-6, float(np.abs(samples).max()))), _SILENCE])


def new_sentences(count: int, seed: int, away: frozenset[str] = frozenset()) -> Sequence[str]:
    """At most `count` sentences as they were meant, in random order; those of `away`, normalised, are left out."""
    cases = (*load_cases(WHOLE_TURNS), *load_cases(PHRASINGS))
    texts = [case.meant for case in cases if is_plain(case.meant) and normalised(case.meant) not in away]
    random.Random(seed).shuffle(texts)
    return texts[:count]


def normalised(text: str) -> str:
    """Spoken words in lower case without punctuation: two texts equal so sound the same."""
    kept = "".join(c if c.isalnum() or c == "'" else " " for c in in_spoken_words(text).lower())
    return " ".join(kept.split())
