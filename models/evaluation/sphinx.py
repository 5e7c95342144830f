"""An independent recogniser, PocketSphinx with the English model that comes with it: for the evaluation only."""

from __future__ import annotations

import re
from importlib.util import find_spec

import numpy as np

from models.evaluation.words import in_spoken_words
from models.recipes.common.speech import Samples


def is_installed() -> bool:
    """Whether `models/evaluation/requirements.txt` is installed."""
    return find_spec("pocketsphinx") is not None


class Sphinx:
    """Open English, 16 kHz. One owner thread."""

    def __init__(self) -> None:
        """Load the model. Raises ImportError when it is not installed."""
        from pocketsphinx import Decoder

        self._decoder = Decoder(samprate=16_000, loglevel="FATAL")

    def knows(self, text: str) -> bool:
        """Whether every word of the text is in its dictionary."""
        words = re.findall(r"[a-z']+", in_spoken_words(text).lower())
        return all(self._decoder.lookup_word(word) is not None for word in words)

    def transcribe(self, samples: Samples) -> str:
        """The words it hears in 16 kHz samples; empty when none."""
        self._decoder.start_utt()
        self._decoder.process_raw((np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes(), full_utt=True)
        self._decoder.end_utt()
        best = self._decoder.hyp()
        return best.hypstr if best else ""
