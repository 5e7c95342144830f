"""`stt`: an utterance to its text over a window that follows it, beside `WhisperModel.transcribe()` as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from desktop.benchmarks.defaults import DefaultRecogniser
from desktop.benchmarks.questions import Question, speak, starter_sentences
from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import ModelSet, Plan, Run, abba, model_sets, times_faster
from desktop.benchmarks.wer import word_errors
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.whisper import WhisperTranscriber
from desktop.engine.protocols import Samples
from desktop.engine.transcription import doubt

LEAST_RATIO = 5.0
MOST_ERRORS = 0.5
"""Points of word error rate that the short window may cost."""
LONGEST_S = 6.0

Recognise = Callable[[Samples], str]


@dataclass(frozen=True, slots=True)
class _Heard:
    arm: str
    ms: float
    errors: int
    words: int


def measure(plan: Plan) -> Iterator[Row]:
    """Yield one row for each set of models: `plan.count` sentences, each recognised by both arms."""
    run, utterances = Run("stt", plan), None
    for models in model_sets(plan):
        utterances = utterances or _utterances(models, plan.count)
        with _arms(models) as arms:
            for recognise in arms.values():
                recognise(utterances[0].samples)
            run.quiet_from_here()
            heard = [_hear(models, utterances, number, arm, arms, run) for number, arm in abba([*arms], plan.count)]
        yield _row(models, utterances, heard, run)


def _utterances(models: ModelSet, count: int) -> Sequence[Question]:
    spoken = speak(models.files.tts, starter_sentences()[:count])
    return [each for each in spoken if len(each.samples) <= LONGEST_S * SAMPLE_RATE]


@contextmanager
def _arms(models: ModelSet) -> Iterator[dict[str, Recognise]]:
    sotto = WhisperTranscriber(models.files.stt, check=doubt)
    peer = DefaultRecogniser(models.files.stt)
    try:
        yield {
            "sotto": lambda samples: sotto.transcribe(samples, lambda: False).text,
            "peer": lambda samples: peer.transcribe(samples)[0],
        }
    finally:
        sotto.close()
        peer.close()


def _hear(
    models: ModelSet, utterances: Sequence[Question], number: int, arm: str, arms: dict[str, Recognise], run: Run
) -> _Heard:
    said = utterances[number % len(utterances)]
    start = time.monotonic()
    text = arms[arm](said.samples)
    ms = (time.monotonic() - start) * 1000
    errors, words = word_errors(said.text, text)
    seconds = len(said.samples) / SAMPLE_RATE
    run.keep(models=models.stt, arm=arm, said=said.text, understood=text, seconds=seconds, ms=ms, errors=errors)
    return _Heard(arm, ms, errors, words)


def _row(models: ModelSet, utterances: Sequence[Question], heard: Sequence[_Heard], run: Run) -> Row:
    sotto, peer = ([each for each in heard if each.arm == arm] for arm in ("sotto", "peer"))
    cost = 100 * (_error_rate(sotto) - _error_rate(peer))
    seconds = [len(each.samples) / SAMPLE_RATE for each in utterances]
    notes = [f"model {models.stt}", f"utterances of {min(seconds):.1f} to {max(seconds):.1f} s"]
    target, met = f"ratio >= {LEAST_RATIO:.0f}", times_faster(_ms(sotto), _ms(peer), LEAST_RATIO)
    if models.random:
        notes.append("random weights that write one planted text: word errors say nothing")
    else:
        notes.append(f"WER {_error_rate(sotto):.1%}, peer {_error_rate(peer):.1%}: {cost:+.1f} points")
        target, met = f"{target}, WER <= {MOST_ERRORS:+} points", met and cost <= MOST_ERRORS
    return run.row(f"stt.{models.stt}", _ms(sotto), _ms(peer), target=target, met=met, notes=notes)


def _ms(heard: Sequence[_Heard]) -> list[float]:
    return [each.ms for each in heard]


def _error_rate(heard: Sequence[_Heard]) -> float:
    return sum(each.errors for each in heard) / max(1, sum(each.words for each in heard))
