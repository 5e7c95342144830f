"""Write the trained recogniser for CTranslate2:
`python -m models.recipes.stt.export --work DIR MODEL_FOLDER`."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch
from tokenizers import Tokenizer

from models.recipes.stt import ctranslate, tokens
from models.recipes.stt.model import Shape, sinusoids

WINDOW = {"pad_frames": 20, "min_frames": 0, "full_window": False, "longest_s": 7.0, "beam": 5}
"""What the application reads from sotto.json: this model is trained on short windows."""
TEMPERATURE = 1.18
"""What the scores of tokens are divided by: as trained, the model is too sure of languages it never heard. Chosen by
speech of espeak-ng in six of them, most of which then stays below the log-probability of what is doubted."""


def export(work: Path, folder: Path) -> None:
    """Write weights (int8), vocabulary, tokenizer and feature settings from what `work` holds."""
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    names = tokens.listing(tokenizer)
    shape = Shape(len(names))
    weights = {name: w.float().numpy() for name, w in torch.load(work / "stt.pt", weights_only=True).items()}
    for part in ("weight", "bias"):  # the scores are these times the embeddings
        weights[f"decoder.layer_norm.{part}"] /= TEMPERATURE
    weights["decoder.embeddings.weight"][tokenizer.token_to_id("<|nospeech|>")] *= TEMPERATURE  # as sure as before
    weights["encoder.positions"] = sinusoids(shape.audio_context, shape.width)
    ctranslate.write(folder, weights, names, (shape.encoder_layers, shape.decoder_layers), shape.heads)
    shutil.copy(work / "tokenizer.json", folder / "tokenizer.json")
    features = {
        "feature_size": shape.mels,
        "sampling_rate": 16000,
        "hop_length": 160,
        "chunk_length": 30,
        "n_fft": 400,
    }
    (folder / "sotto.json").write_text(json.dumps(WINDOW), "utf-8")
    (folder / "preprocessor_config.json").write_text(json.dumps(features), "utf-8")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    export(chosen.work, chosen.folder)


if __name__ == "__main__":
    main()
