"""A Piper network run in parts: the end of it some frames at a time, with the result of running it whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from desktop.engine.backends.interruptible import InterruptibleRun, Tensors
from desktop.engine.backends.onnx import open_session
from desktop.engine.backends.piper_network import Utterance, VoiceNetwork, WholeNetwork, durations
from desktop.engine.protocols import Samples, StaleCheck
from desktop.errors import ModelError

if TYPE_CHECKING:  # these import onnx, which a voice that cannot be cut does without
    from desktop.engine.backends.onnx_file import OnnxFile
    from desktop.engine.backends.piper_split import Cut, Part

_FIRST_FRAMES, _MOST_FRAMES = 32, 96
"""A frame is 11.6 ms in most voices. Each chunk costs its margins anew, so that later ones are longer; in one of 96
the longest operation takes some 15 ms, which is how soon it can be cancelled."""
_GROWTH = 1.5
_FLOW_FRAMES = 96
"""Frames of flow beyond those that the first chunk needs."""
_STEP_UP = b"ConvTranspose"
"""Stands in the file of every network that can be cut: how its decoder steps up to the sample rate."""


def open_network(path: Path) -> VoiceNetwork:
    """The network of a voice, in parts where it can be cut. Raises ModelError."""
    with suppress(ValueError, ModelError):  # the runtime has the last word on what is a network
        if network := _open_parts(path):
            return network
    return open_whole(path)


def _open_parts(path: Path) -> ChunkedNetwork | None:
    """None when it cannot be cut. Raises ValueError for a damaged file, ModelError for parts that are refused."""
    if _STEP_UP not in path.read_bytes():
        return None
    from desktop.engine.backends.onnx_file import OnnxFile
    from desktop.engine.backends.piper_split import find_cut

    file = OnnxFile(path.read_bytes())
    cut = find_cut(file)
    return ChunkedNetwork(path, file, cut) if cut else None


def open_whole(path: Path) -> WholeNetwork:
    """The network as it is. Raises ModelError."""
    return WholeNetwork(open_session(path))


class ChunkedNetwork:
    """The whole is run up to the flow; flow and decoder follow what is asked for."""

    def __init__(self, path: Path, file: OnnxFile, cut: Cut) -> None:
        """Raises ModelError or ValueError when the runtime does not take the parts."""
        first = cut.flow or cut.decoder
        fixed = {*first.fixed, *cut.decoder.fixed}
        self._head_outputs = [*first.moving, *sorted(fixed), *([cut.frames] if cut.frames else [])]
        self._head = open_session(path, file.part(self._head_outputs, {}))
        self._head_inputs = [tensor.name for tensor in self._head.get_inputs()]
        self._first, self._frames = first, cut.frames
        known = _descriptions(self._head)
        self._flow = _Stage(path, file, cut.flow, known) if cut.flow else None
        if self._flow:
            known |= _descriptions(self._flow.session)
        self._decoder = _Stage(path, file, cut.decoder, known)

    def speak(self, inputs: Tensors, stale: StaleCheck) -> Utterance:
        """See the protocol. Raises RuntimeError when the parts do not fit together."""
        wanted = {name: inputs[name] for name in self._head_inputs}
        outputs = InterruptibleRun(self._head, self._head_outputs, wanted).wait(stale)
        tensors = dict(zip(self._head_outputs, outputs, strict=True))
        lengths = {tensors[name].shape[-1] for name in self._first.moving}
        if len(lengths) != 1:
            raise RuntimeError("the voice's network has inputs of several lengths along time")
        frames = lengths.pop()
        latent = _Latent(self._flow, tensors, frames) if self._flow else None
        spoken = durations(tensors[self._frames]) if self._frames else None
        return Utterance(spoken, frames * self._decoder.part.factor, self._decode(tensors, latent, frames, stale))

    def _decode(
        self, tensors: dict[str, NDArray[Any]], latent: _Latent | None, frames: int, stale: StaleCheck
    ) -> Iterator[Samples]:
        at, size = 0, _FIRST_FRAMES
        while at < frames:
            end = frames if frames - at < size * _GROWTH else at + size
            if latent is not None:
                upto = min(frames, end + self._decoder.part.margin)
                tensors[latent.name] = latent.up_to(upto, stale)
            yield np.reshape(self._decoder.run(tensors, at, end, stale), -1)
            at, size = end, min(_MOST_FRAMES, int(size * _GROWTH))


class _Stage:
    """A part of the network that works on a few frames at a time."""

    def __init__(self, path: Path, file: OnnxFile, part: Part, known: Mapping[str, onnxruntime.NodeArg]) -> None:
        self.part = part
        self.session = open_session(
            path, file.part([part.output], {name: known[name] for name in (*part.moving, *part.fixed)})
        )

    def run(self, tensors: Tensors, start: int, stop: int, stale: StaleCheck) -> NDArray[np.float32]:
        """The output for the frames from `start` up to, not including, `stop`; time is its last axis."""
        part = self.part
        frames = tensors[part.moving[0]].shape[-1]
        low, high = max(0, start - part.margin), min(frames, stop + part.margin)
        moving = {name: np.ascontiguousarray(tensors[name][..., low:high]) for name in part.moving}
        fixed = {name: tensors[name] for name in part.fixed}
        (output,) = InterruptibleRun(self.session, [part.output], moving | fixed).wait(stale)
        if output.shape[-1] != (high - low) * part.factor:
            raise RuntimeError("the voice's network gives another number of samples than its kernels say")
        return np.asarray(output[..., (start - low) * part.factor : (stop - low) * part.factor], np.float32)


class _Latent:
    """The flow's output, made as far as it is needed."""

    def __init__(self, flow: _Stage, tensors: Tensors, frames: int) -> None:
        self.name = flow.part.output
        self._flow, self._tensors, self._frames = flow, tensors, frames
        self._made: NDArray[np.float32] | None = None

    def up_to(self, frames: int, stale: StaleCheck) -> NDArray[np.float32]:
        """At least the first `frames`. Raises Cancelled."""
        done = self._made.shape[-1] if self._made is not None else 0
        if self._made is not None and done >= frames:
            return self._made
        # the first chunk waits for no more than it needs
        end = min(self._frames, max(frames, done + _FLOW_FRAMES)) if done else frames
        more = self._flow.run(self._tensors, done, end, stale)
        self._made = more if self._made is None else np.concatenate([self._made, more], axis=-1)
        return self._made


def _descriptions(session: onnxruntime.InferenceSession) -> dict[str, onnxruntime.NodeArg]:
    """What is known of its outputs, as inputs of the next part."""
    return {output.name: output for output in session.get_outputs()}
