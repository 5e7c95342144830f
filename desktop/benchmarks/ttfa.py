"""`ttfa`: a sentence to the first sound that can be played, beside a voice that hands it over whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from desktop.benchmarks.defaults import DefaultVoice
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import ModelSet, Plan, Run, abba, model_sets, times_faster
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.protocols import Samples, SpokenWord

LEAST_RATIO, LEAST_IN_CHUNKS = 3.0, 5.0
"""For the longest sentence; of a voice that makes each sentence whole, and of one that does not."""

SENTENCES: Mapping[str, str] = {
    "1s": "It is half past nine.",
    "4s": "The library opens at nine on weekdays and closes a little before six in the evening.",
    "12s": (
        "The library on the corner of the old market square opens at nine on every weekday and closes a little "
        "before six in the evening and on Saturdays the visitors can stay there for an hour longer than usual "
        "because of the children."
    ),
}
"""One sentence each, without a comma at which a clause could be cut off."""

Speak = Callable[[str], Iterator[Samples]]


@dataclass(frozen=True, slots=True)
class _Spoken:
    first_ms: float
    whole_ms: float
    processor_ms: float
    """Of all threads, for all of it."""
    seconds: float
    underruns: int


def measure(plan: Plan) -> Iterator[Row]:
    """Yield a row for each set of models and length: `plan.count` times with each arm."""
    run = Run("ttfa", plan)
    for models in model_sets(plan):
        voice, peer = PiperVoiceModel(models.files.tts), DefaultVoice(models.files.tts)
        arms: dict[str, tuple[Speak, int]] = {
            "sotto": (partial(voice.synthesize, stale=_never, on_words=_ignore), voice.sample_rate),
            "peer": (peer.sentences, peer.sample_rate),
        }
        for arm in arms.values():
            _speak(SENTENCES["1s"], *arm)
        run.quiet_from_here()
        for name in SENTENCES:
            least = (LEAST_IN_CHUNKS if voice.in_chunks else LEAST_RATIO) if name == "12s" else None
            yield _compare(models, name, arms, plan.count, run, least)
        voice.close()


def _compare(
    models: ModelSet, name: str, arms: Mapping[str, tuple[Speak, int]], count: int, run: Run, least: float | None
) -> Row:
    spoken: dict[str, list[_Spoken]] = {arm: [] for arm in arms}
    for _, arm in abba([*arms], count):
        one = _speak(SENTENCES[name], *arms[arm])
        spoken[arm].append(one)
        kept = {"ms": one.first_ms, "whole_ms": one.whole_ms, "seconds": one.seconds, "underruns": one.underruns}
        run.keep(models=models.tts, arm=arm, sentence=name, **kept)
    sotto, peer = ([one.first_ms for one in spoken[arm]] for arm in ("sotto", "peer"))
    underruns = sum(one.underruns for one in spoken["sotto"])
    target, met = "0 underruns", underruns == 0
    if least is not None:
        target = f"ratio >= {least:.0f}, {target}"
        met = met and times_faster(sotto, peer, least)
    return run.row(
        f"ttfa.{models.tts}.{name}", sotto, peer, target=target, met=met, notes=_notes(models, spoken, underruns)
    )


def _notes(models: ModelSet, spoken: Mapping[str, Sequence[_Spoken]], underruns: int) -> list[str]:
    seconds = {arm: percentile([one.seconds for one in all_], 50) for arm, all_ in spoken.items()}
    processor = {arm: percentile([one.processor_ms for one in all_], 50) for arm, all_ in spoken.items()}
    whole = {arm: percentile([one.whole_ms for one in all_], 50) for arm, all_ in spoken.items()}
    return [
        f"voice {models.tts}",
        f"{seconds['sotto']:.1f} s of sound, peer {seconds['peer']:.1f} s",
        f"all of it in {whole['sotto']:.0f} ms, peer {whole['peer']:.0f} ms",
        f"{underruns} underruns, peer {sum(one.underruns for one in spoken['peer'])}",
        f"processor time {processor['sotto']:.0f} ms on one core, peer {processor['peer']:.0f} ms on all of them",
    ]


def _never() -> bool:
    return False


def _ignore(words: Sequence[SpokenWord]) -> None:
    """The words are looked for, as they are in a reply."""


def _speak(text: str, speak: Speak, sample_rate: int) -> _Spoken:
    """Speak a text; an underrun is a block that comes when what came before would have been played."""
    start, processor = time.monotonic(), time.process_time()
    first = runs_out = 0.0
    samples = underruns = 0
    for block in speak(text):
        now = time.monotonic()
        first = first or now
        underruns += bool(samples) and now > runs_out
        runs_out = max(runs_out, now) + len(np.atleast_1d(block)) / sample_rate
        samples += len(block)
    return _Spoken(
        first_ms=(first - start) * 1000,
        whole_ms=(time.monotonic() - start) * 1000,
        processor_ms=(time.process_time() - processor) * 1000,
        seconds=samples / sample_rate,
        underruns=underruns,
    )
