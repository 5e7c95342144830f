"""The network of a Piper voice: phoneme ids to samples and to how long each id lasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from desktop.engine.backends.interruptible import InterruptibleRun, Tensors
from desktop.engine.protocols import Samples, StaleCheck


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the network makes of a sentence."""

    frames: NDArray[np.float32] | None
    """Frames of each phoneme id, shape (ids,); None when the network does not say."""
    samples: int
    """Length of its sound."""
    blocks: Iterator[Samples]
    """Its sound, piece by piece; asking for the next raises Cancelled."""


class VoiceNetwork(Protocol):
    """A network with Piper's inputs."""

    def speak(self, inputs: Tensors, stale: StaleCheck) -> Utterance:
        """Begin a sentence. Raises Cancelled."""


class WholeNetwork:
    """A network that is run once a sentence."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self._outputs = [output.name for output in session.get_outputs()]

    def speak(self, inputs: Tensors, stale: StaleCheck) -> Utterance:
        """See the protocol; there is one block."""
        audio, *others = InterruptibleRun(self._session, self._outputs, inputs).wait(stale)
        sound = np.reshape(audio, -1)
        return Utterance(durations(others[0]) if others else None, len(sound), iter([sound]))


def durations(frames: NDArray[Any]) -> NDArray[np.float32]:
    """The network's second output as one number an id."""
    return np.reshape(frames, -1).astype(np.float32)
