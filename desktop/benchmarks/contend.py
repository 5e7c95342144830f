"""`contend`: tokens, and a detector on time, while every stage is busy; beside all of them taking every core."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field

import numpy as np

from desktop.benchmarks.defaults import DefaultDetector, DefaultModel, DefaultRecogniser, DefaultVoice
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import ModelSet, Plan, Run, abba, model_sets, times_faster
from desktop.benchmarks.ttfa import SENTENCES
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.llama import LlamaModel
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.backends.silero import SileroDetector, network_file
from desktop.engine.backends.whisper import WhisperTranscriber
from desktop.engine.protocols import Message, Samples, SpeechDetector, StaleCheck
from desktop.errors import Cancelled
from desktop.settings import Settings

LEAST_RATIO = 2.0
LATEST_MS = 32.0
BUSY_S = 4.0
FRAME_S = 512 / SAMPLE_RATE
_QUESTION_S = 3.0
_EVERY_S = 1.0
"""How often an utterance and a sentence come: both arms are asked for the same."""
_MOST_TOKENS = 64


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of one arm."""

    detector: SpeechDetector
    recognise: Callable[[Samples], object]
    tokens: Callable[[StaleCheck], Iterator[str]]
    speak: Callable[[str], Iterator[Samples]]
    sample_rate: int
    """Of the voice."""


@dataclass(slots=True)
class _Busy:
    """What came out of one stretch in which every stage was busy."""

    token_ms: float = 0.0
    """Mean time for a token; of the whole stretch when there was none."""
    late_ms: list[float] = field(default_factory=list)
    """How late each frame was judged."""
    slowest_speech: float = 0.0
    """Most time that a sentence took to be synthesised, as a share of its own length; above 1 it stutters."""
    recognised: int = 0
    """Utterances."""


def measure(plan: Plan) -> Iterator[Row]:
    """Yield for each set of models a row of tokens and a row of lateness: `plan.count` stretches of each arm."""
    run = Run("contend", plan)
    for models in model_sets(plan):
        with _arms(models) as arms:
            busy: dict[str, list[_Busy]] = {arm: [] for arm in arms}
            _keep_busy(arms["sotto"], 0.5)
            _keep_busy(arms["peer"], 0.5)
            run.quiet_from_here()
            for _, arm in abba([*arms], plan.count):
                one = _keep_busy(arms[arm], BUSY_S)
                run.keep(models=models.llm, arm=arm, **asdict(one))
                busy[arm].append(one)
        yield _token_row(models, busy, run)
        yield _late_row(models, busy, run)


@contextmanager
def _arms(models: ModelSet) -> Iterator[dict[str, Stages]]:
    files, messages = models.files, [Message("user", "When does the library open on Saturday?")]
    with ExitStack() as stack:
        recogniser = WhisperTranscriber(files.stt)
        model = LlamaModel(files.llm, context=Settings().language_model.context)
        voice = PiperVoiceModel(files.tts)
        default_recogniser = DefaultRecogniser(files.stt)
        default_model = DefaultModel(files.llm, models.context, threads=os.cpu_count())
        default_voice = DefaultVoice(files.tts)
        for part in (recogniser, model, voice, default_recogniser, default_model):
            stack.callback(part.close)
        yield {
            "sotto": Stages(
                SileroDetector(),
                lambda samples: recogniser.transcribe(samples, lambda: False),
                lambda stale: model.generate(messages, max_tokens=_MOST_TOKENS, stale=stale),
                lambda text: voice.synthesize(text, lambda: False),
                voice.sample_rate,
            ),
            "peer": Stages(
                DefaultDetector(network_file()),
                default_recogniser.transcribe,
                lambda stale: default_model.stream(messages, _MOST_TOKENS, stale),
                default_voice.sentences,
                default_voice.sample_rate,
            ),
        }


def _keep_busy(stages: Stages, length_s: float) -> _Busy:
    """Detect, recognise, generate and speak side by side for so long; every stage ends what it has begun.

    What is asked of detector, recogniser and voice is paced; the language model takes what is left.
    """
    busy, over = _Busy(), threading.Event()
    work: Sequence[Callable[[], None]] = (
        lambda: _detect(stages, busy, over),
        lambda: _recognise(stages, busy, over),
        lambda: _generate(stages, busy, over),
        lambda: _speak(stages, busy, over),
    )
    threads = [threading.Thread(target=each, name="busy stage") for each in work]
    for thread in threads:
        thread.start()
    over.wait(length_s)
    over.set()
    for thread in threads:
        thread.join()
    return busy


def _detect(stages: Stages, busy: _Busy, over: threading.Event) -> None:
    frame = np.zeros(stages.detector.frame, np.float32)
    due = time.monotonic()
    while not over.is_set():
        due += FRAME_S
        over.wait(max(0.0, due - time.monotonic()))
        stages.detector.probability(frame)
        busy.late_ms.append(max(0.0, time.monotonic() - due) * 1000)


def _recognise(stages: Stages, busy: _Busy, over: threading.Event) -> None:
    length = int(_QUESTION_S * SAMPLE_RATE)
    samples = np.random.default_rng(0).standard_normal(length).astype(np.float32) * np.float32(0.1)
    for _ in _paced(over):
        stages.recognise(samples)
        busy.recognised += 1


def _generate(stages: Stages, busy: _Busy, over: threading.Event) -> None:
    start, tokens = time.monotonic(), 0
    while not over.is_set():
        try:
            for _ in stages.tokens(over.is_set):
                tokens += not over.is_set()
        except Cancelled:
            break
    busy.token_ms = (time.monotonic() - start) * 1000 / max(1, tokens)


def _speak(stages: Stages, busy: _Busy, over: threading.Event) -> None:
    for _ in _paced(over):
        start = time.monotonic()
        samples = sum(len(block) for block in stages.speak(SENTENCES["1s"]))
        took = time.monotonic() - start
        busy.slowest_speech = max(busy.slowest_speech, took * stages.sample_rate / max(1, samples))


def _paced(over: threading.Event) -> Iterator[None]:
    """Once each `_EVERY_S`, or as soon as the time before is over when it is late, until it is over."""
    due = time.monotonic()
    while not over.is_set():
        yield
        due = max(due + _EVERY_S, time.monotonic())
        over.wait(due - time.monotonic())


def _token_row(models: ModelSet, busy: Mapping[str, Sequence[_Busy]], run: Run) -> Row:
    sotto, peer = ([one.token_ms for one in busy[arm]] for arm in ("sotto", "peer"))
    target, met = f"ratio >= {LEAST_RATIO:.0f}", times_faster(sotto, peer, LEAST_RATIO)
    notes = _notes(models, busy)
    return run.row(f"contend.{models.llm}.token", sotto, peer, target=target, met=met, notes=notes)


def _late_row(models: ModelSet, busy: Mapping[str, Sequence[_Busy]], run: Run) -> Row:
    sotto, peer = ([ms for one in busy[arm] for ms in one.late_ms] for arm in ("sotto", "peer"))
    behind = sum(one.slowest_speech > 1 for one in busy["sotto"])
    met = max(sotto, default=0.0) < LATEST_MS and not behind
    target = f"always < {LATEST_MS:.0f} ms late, voice faster than speech"
    worst = f"at worst {max(sotto, default=0.0):.0f} ms late, peer {max(peer, default=0.0):.0f}"
    notes = [
        worst,
        f"voice slower than speech at some point in {behind} of {len(busy['sotto'])} stretches",
        *_notes(models, busy),
    ]
    return run.row(f"contend.{models.llm}.late", sotto, peer, target=target, met=met, notes=notes)


def _notes(models: ModelSet, busy: Mapping[str, Sequence[_Busy]]) -> list[str]:
    def median(arm: str, of: Callable[[_Busy], float]) -> float:
        return percentile([of(one) for one in busy[arm]], 50)

    return [
        f"models {models.llm}",
        f"an utterance and a sentence each {_EVERY_S:.0f} s",
        f"peer: {os.cpu_count()} threads for the language model, other stages at their defaults",
        *(
            f"{arm}: {median(arm, lambda one: 1000 / one.token_ms):.1f} tokens a second, "
            f"{median(arm, lambda one: one.recognised):.0f} utterances, "
            f"slowest sentence {median(arm, lambda one: one.slowest_speech):.0%} of its length"
            for arm in busy
        ),
    ]
