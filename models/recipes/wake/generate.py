"""Say the phrase and everything else, and keep the sound:
`python -m models.recipes.wake.generate --work DIR --count 8000 [--voice PIPER] [--digits DIR] [--held-out]`."""

from __future__ import annotations

import argparse
import pickle
import random
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from models.recipes.common.speech import HELD_OUT_SPEAKERS, HELD_OUT_VOICES, SAMPLE_RATE, Samples
from models.recipes.wake import phrases
from models.recipes.wake.speakers import Speaker, espeak_speaker, held_out_speaker, piper_voice, random_speaker, trim

Stored = NDArray[np.int16]

PHRASES, NEAR, SINGLE = 0.35, 0.15, 0.2
"""Shares of utterances with the phrase, with what sounds like it, and of one word; the others are anything."""
ABROAD = 0.12
"""Share of the phrases said by a voice of another language."""


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance: the phrase, and what the same voice says after it, or any other text."""

    voice: str
    phrase: Stored | None
    rest: Stored
    """Empty where nothing follows the phrase."""
    near: bool = False
    """Whether it sounds like the phrase without being it."""


def stored(samples: Samples) -> Stored:
    """As 16-bit numbers."""
    return np.asarray(np.clip(samples, -1, 1) * 32767, np.int16)


def utterance(speaker: Speaker, rng: random.Random, kind: float) -> Said:
    """One of a kind between 0 and 1, see the shares. Raises as the speaker does."""
    if kind < PHRASES:
        phrase = stored(speaker.trimmed(rng.choice(phrases.WAYS)))
        rest = stored(speaker.trimmed(phrases.request(rng))) if rng.random() < 0.6 else np.zeros(0, np.int16)
        return Said(speaker.name, phrase, rest)
    near = kind < PHRASES + NEAR
    alone = not near and kind < PHRASES + NEAR + SINGLE
    text = phrases.near(rng) if near else phrases.single(rng) if alone else phrases.other(rng)
    return Said(speaker.name, None, stored(speaker.trimmed(text)), near or alone)


def recorded(files: Sequence[Path], rng: random.Random) -> Said:
    """A digit that a person said, faster or slower."""
    file = rng.choice(files)
    samples, rate = soundfile.read(file, dtype="float32")
    resampled = soxr.resample(samples, rate * rng.uniform(0.85, 1.18), SAMPLE_RATE)
    return Said(file.stem.split("_")[1], None, stored(trim(np.asarray(resampled, np.float32))), near=True)


def utterances(count: int, first: int, voice: Path | None, digits: Path | None, *, held_out: bool) -> Iterator[Said]:
    """One for each seed from `first` on, but for those that a synthesiser fails at."""
    piper = piper_voice(voice) if voice is not None else None
    files = [file for file in sorted(digits.glob("*.wav")) if _may_be_heard(file)] if digits is not None else []
    for seed in range(first, first + count):
        rng = random.Random(seed)
        kind = rng.random()
        if held_out:
            speaker = held_out_speaker(rng.choice(HELD_OUT_VOICES))
        elif kind < PHRASES * ABROAD:
            speaker = espeak_speaker(rng.choice(phrases.FOREIGN), rng)
        else:
            speaker = random_speaker(rng, piper)
        try:
            if files and PHRASES + NEAR <= kind < PHRASES + NEAR + SINGLE / 2:
                yield recorded(files, rng)
                continue
            yield utterance(speaker, rng, kind)
        except (subprocess.CalledProcessError, RuntimeError):
            continue


def _may_be_heard(file: Path) -> bool:
    return file.stem.split("_")[1] not in HELD_OUT_SPEAKERS


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="train", help="written to NAME.pkl")
    parser.add_argument("--first", type=int, default=0, help="first seed; keep the ranges of train and test apart")
    parser.add_argument("--count", type=int, default=8000)
    parser.add_argument("--voice", type=Path, help="Piper voice that is heard as well")
    parser.add_argument("--digits", type=Path, help="folder of recorded digits, `{digit}_{speaker}_{take}.wav`")
    parser.add_argument("--held-out", action="store_true", help="say everything in the voices kept for measuring")
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    found = list(utterances(chosen.count, chosen.first, chosen.voice, chosen.digits, held_out=chosen.held_out))
    (chosen.work / f"{chosen.name}.pkl").write_bytes(pickle.dumps(found, protocol=5))
    hours = sum(len(one.rest) + (len(one.phrase) if one.phrase is not None else 0) for one in found) / 16000 / 3600
    print(f"{chosen.name}: {len(found)} utterances, {hours:.2f} hours", flush=True)


if __name__ == "__main__":
    main()
