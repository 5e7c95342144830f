"""The wake word by a network of Sotto's own form: sound in, a probability out; a JSON file beside it describes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from desktop.engine.backends.onnx import RUN_FAILURES, open_session
from desktop.engine.protocols import Samples
from desktop.errors import ModelError
from desktop.formats import ADVICE, check_model
from desktop.wake_card import read_card
from desktop.wording import marked


class WakeNetwork:
    """The last samples at 16 kHz to the probability that the phrase has just been said. One owner thread."""

    def __init__(self, path: Path, threshold: float = 0.0) -> None:
        """Load a network; a `threshold` of 0 is its own. Raises ModelError when it takes or gives something else."""
        check_model(path, "wake")
        card = read_card(path)
        self.name, self.phrase = path.name, card.phrase
        self.window, self.hop = card.window, card.hop
        self.threshold = threshold or card.threshold
        self._session = open_session(path)
        self._window = np.zeros((1, card.window), np.float32)
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        if len(inputs) != 1 or len(outputs) != 1 or inputs[0].type != "tensor(float)":
            raise self._unfit(path)
        self._input = inputs[0].name
        try:
            self.probability(np.zeros(0, np.float32))
        except (ValueError, *RUN_FAILURES) as error:
            raise self._unfit(path) from error

    def probability(self, samples: Samples) -> float:
        """Probability, 0 to 1, that the phrase ended shortly before the end of these samples.

        Takes a few milliseconds. Only the last `window` samples count; in front of fewer there is silence.
        """
        late = samples[-self.window :]
        self._window[0, : self.window - len(late)] = 0
        self._window[0, self.window - len(late) :] = late
        (output,) = self._session.run(None, {self._input: self._window})
        (value,) = np.asarray(output, np.float32).reshape(-1)
        return float(np.clip(value, 0.0, 1.0))

    def _unfit(self, path: Path) -> ModelError:
        return ModelError(
            marked(
                "{path} is no wake word model: it does not make one number of {window} samples",
                path=path,
                window=self.window,
            ),
            advice=ADVICE,
        )
