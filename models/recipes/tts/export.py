"""Write the trained voice in Piper's format: `python -m models.recipes.tts.export --work DIR VOICE.onnx`.

The graph ends in a synthesiser: harmonics shaped by the envelope, plus noise through a bank of filters."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP
from scipy.signal import firwin2
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)

from models.recipes.tts.model import BANDS, NOISE_BANDS, SYMBOLS, Acoustics

RATE, HOP, HARMONICS, TAPS = 16000, 80, 72, 255
GAIN = 1.4
_TOP = 2595 * math.log10(1 + RATE / 2 / 700)


def filter_bank() -> Tensor:
    """One filter for each noise band, (NOISE_BANDS, 1, TAPS)."""
    centres = 700 * (10 ** (np.linspace(0, _TOP, BANDS) / 2595) - 1)
    edges = np.append(centres[::4] / (RATE / 2), 1.0)
    gains = np.sqrt(np.eye(NOISE_BANDS))
    filters = [firwin2(TAPS, edges, np.append(row, row[-1])) for row in gains]
    return torch.tensor(np.stack(filters), dtype=torch.float32)[:, None]


def _between(table: Tensor, position: Tensor) -> Tensor:
    """Linear interpolation in each row of table (time, n) at positions (time, k)."""
    position = position.clamp(0, table.shape[1] - 1.001)
    low = position.floor().long()
    part = position - low
    return torch.gather(table, 1, low) * (1 - part) + torch.gather(table, 1, low + 1) * part


def _to_samples(frames: Tensor) -> Tensor:
    """(time, k) at the frame rate to (k, samples)."""
    return F.interpolate(frames.t()[None], scale_factor=float(HOP), mode="linear", align_corners=False)[0]


class Voice(nn.Module):
    """Piper's signature: ids (1, n), their count (1,), scales (3,) to samples (1, 1, 1, m)."""

    def __init__(self, acoustics: Acoustics, scale: dict[str, float]) -> None:
        super().__init__()
        self.acoustics, self.scale = acoustics, scale
        numbers = torch.arange(1, HARMONICS + 1).float()
        self.numbers: Tensor
        self.phases: Tensor
        self.bank: Tensor
        self.register_buffer("numbers", numbers)
        self.register_buffer("phases", math.pi * (numbers - 1) ** 2 / HARMONICS)
        self.register_buffer("bank", filter_bank())

    def forward(self, ids: Tensor, count: Tensor, scales: Tensor) -> Tensor:
        """See the class; scales are noise, length, noise of the lengths, of which length counts."""
        hidden = self.acoustics.read(ids)
        counts = torch.round((torch.exp(self.acoustics.lengths(hidden)) - 1).clamp(min=0) * scales[1])
        made = self.acoustics.frames(hidden, counts + 0 * count[0]).t()
        power = made[:, :BANDS] * self.scale["power_deviation"] + self.scale["power_mean"]
        noise = torch.sigmoid(made[:, BANDS : BANDS + NOISE_BANDS])
        voiced = (made[:, -2:-1] > 0).float()
        pitch = torch.exp(made[:, -1:] * self.scale["pitch_deviation"] + self.scale["pitch_mean"]).clamp(90, 400)
        sound = self._harmonics(power, noise, voiced, pitch) + self._breath(power, noise, voiced)
        return (sound * GAIN).clamp(-1, 1)[None, None, None]

    def _harmonics(self, power: Tensor, noise: Tensor, voiced: Tensor, pitch: Tensor) -> Tensor:
        hertz = pitch * self.numbers
        position = 2595 * torch.log10(1 + hertz / 700) / _TOP * (BANDS - 1)
        breath = _between(noise, position / 4)
        level = 2 * torch.exp(0.5 * _between(power, position)) * torch.sqrt(pitch / RATE)
        level = level * torch.sqrt((1 - breath * breath).clamp(min=0)) * voiced * (hertz < 7800).float()
        turns = torch.cumsum(_to_samples(pitch)[0] / RATE, 0)
        angle = (turns - turns.floor()) * 2 * math.pi
        return (_to_samples(level) * torch.sin(self.numbers[:, None] * angle + self.phases[:, None])).sum(0)

    def _breath(self, power: Tensor, noise: Tensor, voiced: Tensor) -> Tensor:
        level = torch.exp(0.5 * power[:, ::4]) * torch.where(voiced > 0, noise, torch.ones_like(noise))
        gains = _to_samples(level)
        white = torch.randn_like(gains[:1])[None]
        return (gains * F.conv1d(white, self.bank, padding=TAPS // 2)[0]).sum(0)


def configuration() -> dict[str, object]:
    """Piper's JSON."""
    return {
        "audio": {"sample_rate": RATE, "quality": "low"}, "espeak": {"voice": "en-us"},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8}, "phoneme_type": "espeak",
        "phoneme_map": {}, "phoneme_id_map": DEFAULT_PHONEME_ID_MAP, "num_symbols": SYMBOLS,
        "num_speakers": 1, "speaker_id_map": {}, "piper_version": "1.8.0", "language": {"code": "en_US"},
    }  # fmt: skip


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
        input_names=["input", "input_lengths", "scales"], output_names=["output"],
        dynamic_axes={"input": {1: "phonemes"}, "output": {3: "samples"}},
    )  # fmt: skip
    chosen.target.with_name(chosen.target.name + ".json").write_text(json.dumps(configuration()), "utf-8")


if __name__ == "__main__":
    main()
