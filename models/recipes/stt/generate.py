"""Speak sentences of the grammar and keep their log-mel features:
`python -m models.recipes.stt.generate --work DIR --name train --first 0 --count 10000`."""

from __future__ import annotations

import argparse
import pickle
import random
import subprocess
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from models.recipes.common.held_out import held_out
from models.recipes.common.sentences import sample
from models.recipes.common.speech import SAMPLE_RATE, place, speak

Example = tuple[str, NDArray[np.float16], str]
"""(text, log-mel features of shape (80, frames), voice)"""

LONGEST_S = 8
SILENT_SHARE = 0.02
_features = FeatureExtractor()
_away = held_out()


def example(seed: int) -> Example | None:
    """The utterance of one seed; None when the synthesiser fails or it is too long. A few hold noise only."""
    rng = random.Random(seed)
    text = sample(rng, _away).text
    try:
        samples, voice = speak(text, rng)
    except (subprocess.CalledProcessError, RuntimeError):
        return None
    if rng.random() < SILENT_SHARE:
        text, samples, voice = "", np.zeros(rng.randint(4000, 48000), np.float32), "nobody"
        samples[rng.randrange(len(samples))] = 1e-3
    samples = place(samples, rng)
    if len(samples) > LONGEST_S * SAMPLE_RATE:
        return None
    return text, _features(samples, padding=0)[:, : -(-len(samples) // 160)].astype(np.float16), voice


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="train", help="written to NAME.pkl")
    parser.add_argument("--first", type=int, default=0, help="first seed; keep the ranges of train and test apart")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--processes", type=int, default=1)
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    seeds = range(chosen.first, chosen.first + chosen.count)
    with Pool(chosen.processes) as pool:
        examples = [one for one in pool.imap(example, seeds, chunksize=16) if one is not None]
    with (chosen.work / f"{chosen.name}.pkl").open("wb") as file:
        pickle.dump(examples, file, protocol=5)
    frames = sum(features.shape[1] for _, features, _ in examples)
    print(f"{len(examples)} utterances, {frames / 100 / 3600:.1f} hours")


if __name__ == "__main__":
    main()
