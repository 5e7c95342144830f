"""`cancel`: from cancelling to model and voice at rest, beside the libraries asked between their pieces."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial

import numpy as np

from desktop.benchmarks.defaults import DefaultModel, DefaultVoice
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import ModelSet, Plan, Run, abba, model_sets
from desktop.benchmarks.ttfa import SENTENCES
from desktop.engine.backends.llama import LlamaModel
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.protocols import Message, StaleCheck
from desktop.errors import Cancelled
from desktop.settings import Settings

LONGEST_P99_MS = 20.0
LATEST_S = 0.6
"""Work is cancelled at a random moment up to here, or earlier where it does not last as long."""
EARLIEST, LATEST = 0.05, 0.8
"""Shares of that time; the rest is for work that is done a little sooner than before."""
SEED = 7
_STORY = " ".join(["Once upon a time the library on the old market square was open until nine."] * 12)
"""A long prompt, so that cancelling falls into its evaluation as well as into the reply."""

_TIMES = 4
"""The voice is given so much to say that it is not done before it is cancelled."""

Work = Callable[[StaleCheck], None]
"""Works until done or cancelled."""


def measure(plan: Plan) -> Iterator[Row]:
    """Yield a row for the model and one for the voice of each set: `plan.count` cancellations of each arm."""
    run = Run("cancel", plan)
    for models in model_sets(plan):
        yield _compare_models(models, plan, run)
        yield _compare_voices(models, plan, run)


def _compare_models(models: ModelSet, plan: Plan, run: Run) -> Row:
    sotto = LlamaModel(models.files.llm, context=Settings().language_model.context)
    peer = DefaultModel(models.files.llm, models.context)
    notes = [f"model {models.llm}", "cancelled at random, in the prompt's evaluation or the reply"]
    arms = {"sotto": partial(_answer, sotto), "peer": partial(_answer_default, peer)}
    with closing(sotto), closing(peer):
        return _compare(f"cancel.model.{models.llm}", arms, plan.count, run, notes)


def _compare_voices(models: ModelSet, plan: Plan, run: Run) -> Row:
    sotto, peer = PiperVoiceModel(models.files.tts), DefaultVoice(models.files.tts)
    notes = [f"voice {models.tts}", "sentences of 1 to 12 s, cancelled at random"]
    arms = {"sotto": partial(_say, sotto), "peer": partial(_say_default, peer)}
    with closing(sotto):
        return _compare(f"cancel.voice.{models.tts}", arms, plan.count, run, notes)


def _compare(name: str, arms: Mapping[str, Work], count: int, run: Run, notes: Sequence[str]) -> Row:
    lasts = min(lasts_s(work) for work in arms.values())
    moments = np.random.default_rng(SEED).uniform(EARLIEST * lasts, LATEST * lasts, count)
    took: dict[str, list[float]] = {arm: [] for arm in arms}
    over = dict.fromkeys(arms, 0)
    run.quiet_from_here()
    for number, arm in abba([*arms], count):
        ms = time_to_rest(arms[arm], float(moments[number]))
        run.keep(row=name, arm=arm, cancelled_at_s=float(moments[number]), ms=ms)
        if ms is None:
            over[arm] += 1
        else:
            took[arm].append(ms)
    worst = {arm: percentile(values, 99) for arm, values in took.items()}
    notes = [f"p99 {worst['sotto']:.0f} ms, peer {worst['peer']:.0f} ms", *notes]
    notes.append(f"between {moments.min() * 1000:.0f} and {moments.max() * 1000:.0f} ms after the start")
    notes.append(f"{over['sotto']} of {count} were over before, peer {over['peer']}")
    target, met = f"p99 <= {LONGEST_P99_MS:.0f} ms", worst["sotto"] <= LONGEST_P99_MS
    return run.row(name, took["sotto"], took["peer"], target=target, met=met, notes=notes)


def lasts_s(work: Work) -> float:
    """Seconds until it is done by itself, the shorter of two times; at most `LATEST_S`."""
    return min(_lasts_once_s(work), _lasts_once_s(work))


def _lasts_once_s(work: Work) -> float:
    start = time.monotonic()
    return LATEST_S if time_to_rest(work, LATEST_S) is not None else time.monotonic() - start


def time_to_rest(work: Work, after_s: float) -> float | None:
    """Let it work on a thread of its own and cancel it; milliseconds until it is at rest, None if it was already."""
    cancelled = threading.Event()
    worker = threading.Thread(target=work, args=(cancelled.is_set,), name="cancelled work")
    worker.start()
    worker.join(after_s)
    if not worker.is_alive():
        return None
    start = time.monotonic()
    cancelled.set()
    worker.join()
    return (time.monotonic() - start) * 1000


def _messages() -> list[Message]:
    """A prompt that no arm has in memory: the beginning differs each time."""
    return [Message("user", f"{time.monotonic_ns()} {_STORY}")]


def _answer(model: LlamaModel, stale: StaleCheck) -> None:
    try:
        for _ in model.generate(_messages(), max_tokens=160, stale=stale):
            pass
    except Cancelled:
        return


def _answer_default(model: DefaultModel, stale: StaleCheck) -> None:
    for _ in model.stream(_messages(), 160, stale):
        pass


def _say(voice: PiperVoiceModel, stale: StaleCheck) -> None:
    try:
        for text in [*SENTENCES.values()] * _TIMES:
            for _ in voice.synthesize(text, stale):
                pass
    except Cancelled:
        return


def _say_default(voice: DefaultVoice, stale: StaleCheck) -> None:
    for _ in voice.sentences(" ".join([*SENTENCES.values()] * _TIMES)):
        if stale():
            return
