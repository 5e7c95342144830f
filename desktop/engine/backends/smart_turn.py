"""End of a turn by ear: a network with the signature of smart-turn v3, be it that one or the starter's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.lean_whisper import FeatureExtractor
from desktop.engine.backends.onnx import open_session
from desktop.engine.protocols import Samples
from desktop.errors import ModelError
from desktop.formats import ADVICE, check_model
from desktop.wording import marked

WINDOW_S = 8
_SHAPE = (80, 100 * WINDOW_S)
"""Mel bands and frames of 10 ms."""


class SmartTurn:
    """Log-mel features of the last 8 s to the probability that the speaker has finished. One owner thread."""

    def __init__(self, path: Path) -> None:
        """Load a network. Raises ModelError when it takes or gives something else."""
        check_model(path, "turn")
        self.name = path.name
        self._session = open_session(path)
        self._features = FeatureExtractor(chunk_length=WINDOW_S)
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        if len(inputs) != 1 or len(outputs) != 1 or not _fits(inputs[0].shape):
            raise ModelError(
                marked("{path} is no end-of-turn model: it does not take 80 x 800 features", path=path), advice=ADVICE
            )
        self._input = inputs[0].name

    def probability(self, samples: Samples) -> float:
        """Probability, 0 to 1, that the speaker of these 16 kHz samples has finished; they end in a short silence.

        Takes about 20 ms. Only the last 8 s count; the level does not.
        """
        late = samples[-WINDOW_S * SAMPLE_RATE :].astype(np.float32)
        window = np.zeros(WINDOW_S * SAMPLE_RATE, np.float32)
        window[len(window) - len(late) :] = late
        window = (window - window.mean()) / (window.std() + 1e-7)
        features = self._features(window, padding=0)[None, :, : _SHAPE[1]].astype(np.float32)
        (output,) = self._session.run(None, {self._input: features})
        return float(np.clip(np.asarray(output).reshape(-1)[0], 0.0, 1.0))


def _fits(shape: Sequence[int | str | None]) -> bool:
    """Whether (batch, bands, frames) may be ours; a size that the network leaves open has a name."""
    return len(shape) == 3 and all(
        size == wanted or not isinstance(size, int) for size, wanted in zip(shape[1:], _SHAPE, strict=True)
    )
