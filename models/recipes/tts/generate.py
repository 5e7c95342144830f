"""An aligned speaker for the asking: `python -m models.recipes.tts.generate --work DIR --count 500`.

flite prints the end of every phone; WORLD measures pitch, envelope and aperiodicity every 5 ms."""

from __future__ import annotations

import argparse
import pickle
import random
import subprocess
import tempfile
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyworld
import soundfile
from numpy.typing import NDArray
from piper.phoneme_ids import phonemes_to_ids
from piper.phonemize_espeak import EspeakPhonemizer

from models.recipes.common.held_out import held_out
from models.recipes.common.knowledge import RELATIONS
from models.recipes.common.plain import sample as plain_sample
from models.recipes.common.sentences import fact_reply, sample
from models.recipes.tts.align import durations
from models.recipes.tts.intonation import asked

BANDS, NOISE_BANDS, FRAME_S, LEAD_S = 64, 16, 0.005, 0.05
_away = held_out()


def band_centres() -> NDArray[np.float64]:
    """Frequencies in Hz, evenly spaced in mel from 0 to 8,000."""
    top = 2595 * np.log10(1 + 8000 / 700)
    return np.asarray(700 * (10 ** (np.linspace(0, top, BANDS) / 2595) - 1))


class Utterance(NamedTuple):
    """One sentence as the voice learns it; t frames of 5 ms, n phoneme ids."""

    ids: NDArray[np.int64]
    """(n,)"""
    frames: NDArray[np.int64]
    """(n,) frames each id lasts"""
    pitch: NDArray[np.float32]
    """(t,) Hz, 0 without voice"""
    envelope: NDArray[np.float32]
    """(t, BANDS) log power"""
    aperiodicity: NDArray[np.float32]
    """(t, NOISE_BANDS) 0 to 1"""


def sentence(rng: random.Random) -> str:
    """A request, an answer, or what is neither; a tenth are questions for certain."""
    kind = rng.random()
    if kind < 0.4:
        return plain_sample(rng)
    if kind < 0.55:
        name = rng.choice(list(RELATIONS))
        return fact_reply(name, rng.choice(list(RELATIONS[name].table)))
    text = sample(rng, _away).text
    while kind > 0.9 and not text.endswith("?"):
        text = sample(rng, _away).text if rng.random() < 0.5 else plain_sample(rng)
    return text


def speak(text: str) -> tuple[NDArray[np.float64], int, list[tuple[str, float]]]:
    """Samples, their rate, and phones with their seconds. Raises CalledProcessError."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        command = ["flite", "-voice", "slt", "-psdur", "-t", text.replace("-", " "), "-o", file.name]
        listing = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        samples, rate = soundfile.read(file.name)
    ends = [entry.split(":") for entry in listing.split()]
    times = [0.0, *(float(end) for _, end in ends)]
    return (
        samples.astype(np.float64),
        rate,
        [(name, times[i + 1] - times[i]) for i, (name, _) in enumerate(ends)],
    )


def utterance(seed: int) -> Utterance | None:
    """The utterance of one seed; None when the phonemes do not match what was said."""
    text = sentence(random.Random(seed))
    samples, rate, phones = speak(text)
    phonemes = [phoneme for part in EspeakPhonemizer().phonemize("en-us", text) for phoneme in part]
    seconds, lead, cost = durations(phonemes, phones)
    if cost > 0.35:
        return None
    ids = np.array(phonemes_to_ids(phonemes))
    cut = max(0.0, lead - LEAD_S)
    samples = samples[round(cut * rate) :]
    lasting = np.zeros(len(ids))
    lasting[0] = lead - cut
    lasting[2 : 2 + 2 * len(seconds) : 2] = seconds  # a pad stands after every phoneme
    ends = np.round(np.cumsum(lasting) / FRAME_S).astype(int)
    rough, times = pyworld.dio(samples, rate, f0_floor=100, f0_ceil=400)
    pitch = pyworld.stonemask(samples, rough, times, rate)
    power = np.log(pyworld.cheaptrick(samples, pitch, times, rate) + 1e-12)
    noise = pyworld.d4c(samples, pitch, times, rate)
    bins, centres = np.linspace(0, rate / 2, power.shape[1]), band_centres()
    envelope = np.stack([np.interp(centres, bins, frame) for frame in power])
    aperiodicity = np.stack([np.interp(centres[::4], bins, frame) for frame in noise])
    length = min(len(pitch), int(ends[-1]))
    measured = (part[:length].astype(np.float32) for part in (pitch, envelope, aperiodicity))
    hertz, *others = measured
    frames = np.diff(ends, prepend=0)
    return Utterance(ids, frames, asked(hertz, frames, phonemes), *others)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--processes", type=int, default=1)
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    with Pool(chosen.processes) as pool:
        kept = [tuple(one) for one in pool.imap(utterance, range(chosen.count), chunksize=4) if one is not None]
    (chosen.work / "voice.pkl").write_bytes(pickle.dumps(kept, protocol=5))
    minutes = sum(len(pitch) for _, _, pitch, *_ in kept) * FRAME_S / 60
    print(f"{len(kept)} of {chosen.count} sentences, {minutes:.1f} minutes")


if __name__ == "__main__":
    main()
