"""Write the trained voice in Piper's format: `python -m models.recipes.tts.export --work DIR VOICE.onnx`.

The graph ends in the vocoder, and gives the frames of each phoneme id as its second output."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP
from torch import Tensor, nn

from models.recipes.tts.model import BANDS, NOISE_BANDS, STEP, SYMBOLS, Acoustics
from models.recipes.tts.vocoder import HOP, RATE, Vocoder

LOUDNESS, CEILING = 1.0, 0.9
SHARPNESS, LIVELINESS = 0.12, 1.25
"""How much the envelope's peaks and valleys are deepened and its melody is widened: training leaves both too flat."""
CALMNESS = 1.15
"""How much slower the voice speaks than its teacher."""
LEAD, TAIL = 20, 6
"""Frames of silence added before and after; without them a recogniser mishears first words."""
_NEIGHBOURS, _FADE = 4, HOP


def sharpening(amount: float) -> Tensor:
    """What deepens deviations from the envelope's course, a matrix (BANDS, BANDS) for rows of log power."""
    bands = torch.arange(BANDS).float()
    nearness = torch.exp(-0.5 * ((bands[:, None] - bands) / _NEIGHBOURS) ** 2)
    smooth = nearness / nearness.sum(1, keepdim=True)
    return ((1 + amount) * torch.eye(BANDS) - amount * smooth).t()


class Voice(nn.Module):
    """Piper's signature: ids (1, n), their count (1,), scales (3,) to samples (1, 1, 1, m) and frames (1, n)."""

    def __init__(self, acoustics: Acoustics, scale: dict[str, float], sharpness: float = SHARPNESS) -> None:
        super().__init__()
        self.acoustics, self.scale, self.vocoder = acoustics, scale, Vocoder()
        self.sharpening: Tensor
        self.register_buffer("sharpening", sharpening(sharpness))

    def forward(self, ids: Tensor, count: Tensor, scales: Tensor) -> tuple[Tensor, Tensor]:
        """See the class; scales are noise, length, noise of the lengths, of which length counts."""
        places = torch.nonzero((ids[0] > 0) & (torch.arange(ids.shape[1]) < count[0]))[:, 0]
        hidden = self.acoustics.read(ids[:, places])
        frames = self._frames(hidden, scales[1])
        made = self.acoustics.frames(hidden, frames)[0]
        power = made[:, :BANDS] * self.scale["power_deviation"] + self.scale["power_mean"]
        noise = torch.sigmoid(made[:, BANDS : BANDS + NOISE_BANDS])
        voiced = (made[:, -2:-1] > 0).float()
        melody = made[:, -1:] * self.scale["pitch_deviation"] * LIVELINESS
        pitch = torch.exp(melody + self.scale["pitch_mean"]).clamp(90, 400)
        sound = self.vocoder(power @ self.sharpening, noise, voiced, pitch) * LOUDNESS
        sound = sound * _edges(sound)
        lasting = torch.zeros(ids.shape[1]).scatter(0, places, frames[0])
        return (CEILING * torch.tanh(sound / CEILING))[None, None, None], lasting[None]

    def _frames(self, hidden: Tensor, slowness: Tensor) -> Tensor:
        """Whole frames of each phoneme, (1, n), rounded so that errors do not add up; together whole steps."""
        lengths = (torch.exp(self.acoustics.lengths(hidden)) - 1).clamp(min=0)
        ends = torch.cumsum(lengths * slowness * CALMNESS, 1) + LEAD
        last = torch.ceil((ends[:, -1:] + TAIL) / STEP) * STEP
        ends = torch.cat([torch.round(ends[:, :-1]), last], 1)
        return ends - torch.cat([torch.zeros_like(last), ends[:, :-1]], 1)


def _edges(sound: Tensor) -> Tensor:
    """What fades the samples (m,) in and out, so that they neither begin nor end with a click."""
    numbers = torch.cumsum(torch.ones_like(sound), 0)
    return (torch.minimum(numbers, numbers[-1] - numbers) / _FADE).clamp(max=1)


def configuration() -> dict[str, object]:
    """Piper's JSON."""
    return {
        "audio": {"sample_rate": RATE, "quality": "low"}, "espeak": {"voice": "en-us"},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8}, "phoneme_type": "espeak",
        "phoneme_map": {}, "phoneme_id_map": DEFAULT_PHONEME_ID_MAP, "num_symbols": SYMBOLS, "hop_length": HOP,
        "num_speakers": 1, "speaker_id_map": {}, "piper_version": "1.8.0", "language": {"code": "en_US"},
    }  # fmt: skip


def halve(path: Path) -> None:
    """Store the weights of the file in half precision; they are made whole again when it is loaded."""
    model = onnx.load(str(path))
    for weight in model.graph.initializer:
        if weight.data_type != onnx.TensorProto.FLOAT or not weight.name.startswith("acoustics."):
            continue
        name, stored = weight.name, f"{weight.name}.half"
        half = onnx.numpy_helper.to_array(weight).astype(np.float16)
        weight.CopyFrom(onnx.numpy_helper.from_array(half, stored))
        model.graph.node.insert(0, onnx.helper.make_node("Cast", [stored], [name], to=onnx.TensorProto.FLOAT))
    onnx.save(model, str(path))


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("target", type=Path)
    chosen = parser.parse_args()
    saved = torch.load(chosen.work / "tts.pt", weights_only=True)
    acoustics = Acoustics()
    acoustics.load_state_dict(saved["weights"])
    example = (torch.tensor([[1, 0, 20, 0, 24, 0, 2]]), torch.tensor([7]), torch.tensor([0.667, 1.0, 0.8]))
    torch.onnx.export(
        Voice(acoustics, saved["scale"]).eval(), example, str(chosen.target), opset_version=17, dynamo=False,
        input_names=["input", "input_lengths", "scales"], output_names=["output", "frames"],
        dynamic_axes={"input": {1: "phonemes"}, "output": {3: "samples"}, "frames": {1: "phonemes"}},
    )  # fmt: skip
    halve(chosen.target)
    chosen.target.with_name(chosen.target.name + ".json").write_text(json.dumps(configuration()), "utf-8")


if __name__ == "__main__":
    main()
