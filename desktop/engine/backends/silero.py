"""Speech detection by Silero's network, run by onnxruntime alone: its own package would load torch."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import onnxruntime

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.onnx import open_session
from desktop.engine.protocols import Samples
from desktop.errors import ModelError
from desktop.wording import marked

_CONTEXT = 64
"""Samples before a frame that the network wants to see again."""
_STATE = (2, 1, 128)


def network_file() -> Path:
    """The ONNX file inside the installed `silero_vad`, found without importing it. Raises ModelError."""
    spec = importlib.util.find_spec("silero_vad")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        file = Path(folder) / "data" / "silero_vad.onnx"
        if file.is_file():
            return file
    raise ModelError(
        marked("the speech detector's network is missing"), advice=marked("install the package silero-vad again")
    )


class SileroDetector:
    """Speech probability of 32 ms frames. One owner thread."""

    frame = 512

    def __init__(self, path: Path | None = None) -> None:
        """Load the network, by default the installed one. Raises ModelError."""
        self._session: onnxruntime.InferenceSession = open_session(path or network_file())
        self._rate = np.array(SAMPLE_RATE, np.int64)
        self._window = np.zeros((1, _CONTEXT + self.frame), np.float32)
        self._state = np.zeros(_STATE, np.float32)

    def probability(self, frame: Samples) -> float:
        """Speech probability, 0 to 1, of the next 512 samples at 16 kHz of the stream."""
        if frame.shape != (self.frame,):
            raise ValueError(f"a frame has {self.frame} samples, not {frame.shape}")
        self._window[0, :_CONTEXT] = self._window[0, -_CONTEXT:]
        self._window[0, _CONTEXT:] = frame
        inputs = {"input": self._window, "state": self._state, "sr": self._rate}
        probability, self._state = self._session.run(None, inputs)
        return float(probability[0, 0])

    def reset(self) -> None:
        """Forget the stream."""
        self._state = np.zeros(_STATE, np.float32)
        self._window[:] = 0
