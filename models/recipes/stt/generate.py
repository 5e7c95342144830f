"""Speak sentences and keep their log-mel features:
`python -m models.recipes.stt.generate --work DIR --count 10000 [--digits DIR] [--voice FILE]`."""

from __future__ import annotations

import argparse
import pickle
import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import soundfile
import soxr
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from models.recipes.common import noises
from models.recipes.common.numbers import ONES
from models.recipes.common.room import place
from models.recipes.common.speech import HELD_OUT_SPEAKERS, SAMPLE_RATE, Samples, say, speak
from models.recipes.stt.texts import text

Example = tuple[str, NDArray[np.float16], str]
"""(text, log-mel features of shape (80, frames), voice)"""

LONGEST_S = 9
SHARD = 2000


@dataclass
class Source:
    """Makes the utterance of a seed."""

    digits: Path | None = None
    """Folder of recorded digits, `{digit}_{speaker}_{index}.wav`."""
    voice: Path | None = None
    """A Piper voice to hear as well."""
    voice_share: float = 0.05
    """How much of the speech is that voice's."""
    held_out: str = ""
    """Say everything in this voice instead, without room and noise."""
    features: FeatureExtractor = field(default_factory=FeatureExtractor)

    @cached_property
    def recordings(self) -> dict[str, list[Path]]:
        """Recorded digits of each speaker that may be trained on."""
        found: dict[str, list[Path]] = {}
        for file in sorted(self.digits.glob("*.wav")) if self.digits else ():
            speaker = file.stem.split("_")[1]
            if speaker not in HELD_OUT_SPEAKERS:
                found.setdefault(speaker, []).append(file)
        return found

    @cached_property
    def piper(self) -> Callable[[str], Samples]:
        """Speech by the Piper voice at 16 kHz."""
        from desktop.engine.backends.piper import PiperVoiceModel

        assert self.voice is not None
        model = PiperVoiceModel(self.voice)

        def spoken(said: str) -> Samples:
            samples = np.concatenate(list(model.synthesize(said, lambda: False)))
            return np.asarray(soxr.resample(samples, model.sample_rate, SAMPLE_RATE), np.float32)

        return spoken

    def recorded(self, rng: random.Random) -> tuple[str, Samples, str]:
        """A few digits by one speaker, one after another."""
        speaker = rng.choice(list(self.recordings))
        chosen = rng.choices(self.recordings[speaker], k=rng.choice([1, 1, 1, 2, 3, 4]))
        parts = []
        for file in chosen:
            samples, rate = soundfile.read(file, dtype="float32")
            samples = soxr.resample(samples, rate * rng.uniform(0.85, 1.18), SAMPLE_RATE)
            parts += [samples / (np.abs(samples).max() + 1e-6), np.zeros(rng.randint(200, 4000), np.float32)]
        words = [ONES[int(file.name[0])] for file in chosen]
        return " ".join(words).capitalize() + ".", np.concatenate(parts).astype(np.float32), speaker

    def utterance(self, rng: random.Random) -> tuple[str, Samples, str]:
        """Text, samples, who said them; the text is empty when nobody did."""
        kind = rng.random()
        if kind < 0.05:
            return "", noises.sample(rng), "nobody"
        if kind < 0.1 and self.recordings:
            return self.recorded(rng)
        said = text(rng)
        if kind < 0.1 + self.voice_share and self.voice:
            return said, self.piper(said.replace("-", " ")), "piper"
        return said, *speak(said, rng)

    def example(self, seed: int) -> Example | None:
        """The utterance of one seed; None when the synthesiser fails or it is too long."""
        rng = random.Random(seed)
        try:
            if self.held_out:
                said = text(rng)
                samples, voice = say(said, self.held_out), self.held_out
            else:
                said, samples, voice = self.utterance(rng)
                samples = place(samples, rng)
        except (subprocess.CalledProcessError, RuntimeError):
            return None
        if len(samples) > LONGEST_S * SAMPLE_RATE:
            return None
        features = self.features(samples, padding=0)[:, : -(-len(samples) // 160)]
        return said, features.astype(np.float16), voice


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="train", help="written to NAME-000.pkl and on")
    parser.add_argument("--first", type=int, default=0, help="first seed; keep the ranges of train and test apart")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--digits", type=Path, help="folder of recorded digits")
    parser.add_argument("--voice", type=Path, help="Piper voice that is heard as well")
    parser.add_argument("--voice-share", type=float, default=0.05, help="how much of the speech is that voice's")
    parser.add_argument("--held-out", default="", help="say everything in this voice")
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    source = Source(chosen.digits, chosen.voice, chosen.voice_share, chosen.held_out)
    with Pool(chosen.processes) as pool:
        for first in range(chosen.first, chosen.first + chosen.count, SHARD):
            seeds = range(first, min(first + SHARD, chosen.first + chosen.count))
            found = [one for one in pool.imap(source.example, seeds, chunksize=16) if one is not None]
            file = chosen.work / f"{chosen.name}-{first // SHARD:04d}.pkl"
            part = file.with_suffix(".part")
            part.write_bytes(pickle.dumps(found, protocol=5))
            part.rename(file)
            frames = sum(features.shape[1] for _, features, _ in found)
            print(f"{file.name}: {len(found)} utterances, {frames / 100 / 3600:.2f} hours", flush=True)


if __name__ == "__main__":
    main()
