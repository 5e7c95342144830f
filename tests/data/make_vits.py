"""Makes `vits.onnx.gz` and `vits-speakers.onnx.gz`: `python tests/data/make_vits.py` where torch and piper-tts are.

They are piper-tts's own network, exported as its own exporter does it, with 8 channels and random weights: noise in
the structure of the voices people download.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from typing import Any

import torch
from piper.train.vits.models import SynthesizerTrn

HERE = Path(__file__).parent
CHANNELS, SYMBOLS = 8, 256


def network(speakers: int) -> Any:
    torch.manual_seed(1)
    decoder = ("2", (3, 5, 7), ((1, 2), (2, 6), (3, 12)), (8, 8, 4), 2 * CHANNELS, (16, 16, 8))  # as in medium voices
    made = SynthesizerTrn(
        SYMBOLS, 513, 32, CHANNELS, CHANNELS, 2 * CHANNELS, 2, 1, 3, 0.1, *decoder,
        n_speakers=speakers, gin_channels=CHANNELS if speakers > 1 else 0,
    ).eval()  # fmt: skip
    del made.enc_q
    with torch.no_grad():
        made.dec.remove_weight_norm()
        for weights in made.flow.parameters():  # training begins with flows that change nothing
            weights.add_(torch.randn_like(weights) * 0.05)
        for step in made.dec.ups:
            step.weight.mul_(6)
        made.dec.conv_post.weight.mul_(0.3)

    def forward(text: Any, lengths: Any, scales: Any, speaker: Any = None) -> Any:
        noise = {"noise_scale": scales[0], "length_scale": scales[1], "noise_scale_w": scales[2]}
        return made.infer(text, lengths, sid=speaker, **noise)[0].unsqueeze(1)

    made.forward = forward
    return made


def write(path: Path, speakers: int) -> None:
    text, scales = torch.randint(0, SYMBOLS, (1, 50)), torch.tensor([0.667, 1.0, 0.8])
    speaker = torch.tensor([0]) if speakers > 1 else None
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "voice.onnx"
        torch.onnx.export(
            network(speakers), (text, torch.tensor([50]), scales, speaker), str(plain),
            opset_version=15, dynamo=False,
            input_names=["input", "input_lengths", "scales", "sid"], output_names=["output"],
            dynamic_axes={"input": {0: "batch_size", 1: "phonemes"}, "input_lengths": {0: "batch_size"},
                          "output": {0: "batch_size", 2: "time"}},
        )  # fmt: skip
        path.write_bytes(gzip.compress(plain.read_bytes(), 9, mtime=0))


if __name__ == "__main__":
    write(HERE / "vits.onnx.gz", 1)
    write(HERE / "vits-speakers.onnx.gz", 3)
