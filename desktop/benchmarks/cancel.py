"""`cancel`: from cancelling to model and voice at rest, beside the libraries, which are asked between their pieces."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing

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
"""Work is cancelled at a random moment up to here."""
SEED = 7
_STORY = " ".join(["Once upon a time the library on the old market square was open until nine."] * 24)
"""A long prompt, so that cancelling falls into its evaluation as well as into the reply."""

Work = Callable[[StaleCheck], None]
"""Works until done or cancelled."""


def measure(plan: Plan) -> Iterator[Row]:
    """Yield a row for the model and one for the voice of each set: `plan.count` cancellations of each arm."""
    run = Run("cancel", plan)
    for models in model_sets(plan):
        sotto = LlamaModel(models.files.llm, context=Settings().language_model.context)
        peer = DefaultModel(models.files.llm, models.context)
        with closing(sotto), closing(peer):
            arms = {"sotto": lambda stale: _answer(sotto, stale), "peer": lambda stale: _answer_default(peer, stale)}
            yield _compare(f"cancel.model.{models.llm}", arms, plan.count, run, _about_model(models))
        voice, default = PiperVoiceModel(models.files.tts), DefaultVoice(models.files.tts)
        with closing(voice):
            arms = {"sotto": lambda stale: _say(voice, stale), "peer": lambda stale: _say_default(default, stale)}
            yield _compare(f"cancel.voice.{models.tts}", arms, plan.count, run, _about_voice(models))


def _compare(name: str, arms: Mapping[str, Work], count: int, run: Run, notes: Sequence[str]) -> Row:
    random = np.random.default_rng(SEED)
    moments = random.uniform(0.01, LATEST_S, count)
    took: dict[str, list[float]] = {arm: [] for arm in arms}
    over = dict.fromkeys(arms, 0)
    run.quiet_from_here()
    for number, arm in abba([*arms], count):
        ms = _cancel(arms[arm], float(moments[number]))
        run.keep(row=name, arm=arm, cancelled_at_s=float(moments[number]), ms=ms)
        if ms is None:
            over[arm] += 1
        else:
            took[arm].append(ms)
    worst = {arm: percentile(values, 99) for arm, values in took.items()}
    notes = [f"p99 {worst['sotto']:.0f} ms, peer {worst['peer']:.0f} ms", *notes]
    notes.append(f"{over['sotto']} of {count} were over before, peer {over['peer']}")
    target, met = f"p99 <= {LONGEST_P99_MS:.0f} ms", worst["sotto"] <= LONGEST_P99_MS
    return run.row(name, took["sotto"], took["peer"], target=target, met=met, notes=notes)


def _cancel(work: Work, after_s: float) -> float | None:
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
        for text in SENTENCES.values():
            for _ in voice.synthesize(text, stale):
                pass
    except Cancelled:
        return


def _say_default(voice: DefaultVoice, stale: StaleCheck) -> None:
    for _ in voice.sentences(" ".join(SENTENCES.values())):
        if stale():
            return


def _about_model(models: ModelSet) -> list[str]:
    return [f"model {models.llm}", "cancelled at random, in the prompt's evaluation or the reply"]


def _about_voice(models: ModelSet) -> list[str]:
    return [f"voice {models.tts}", "three sentences of 1 to 12 s, cancelled at random"]
