"""`endpoint`: the last speech sample to the decision that the turn is over, beside a fixed pause.

The engine listens without a key, in real time. The other arm is a state machine over the same detector on the same
samples: what it decides does not depend on the machine, so it is worked out, not waited for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from desktop.benchmarks.hands_free import FreeConversation, conversation, seconds
from desktop.benchmarks.pauses import Paused, speak_with_pauses
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run, model_sets, times_faster
from desktop.benchmarks.turns import milliseconds
from desktop.engine.backends.silero import SileroDetector
from desktop.engine.endpointing import Change, FreeSpeech
from desktop.engine.protocols import Samples
from desktop.events import SpeechEnded, TurnFinished
from desktop.settings import Settings
from desktop.terms import Outcome

FIXED_S = 0.64
LEAST_RATIO = 2.0
"""At as many cut-offs."""
MOST_CUT_OFFS = 2.0
"""For 100 pauses inside a turn."""
LATEST_KEY_MS = 64.0
"""After the key was released."""
PATIENCE_S = 4.0
"""How long a decision is waited for."""
_SWEEP_S = np.arange(0.1, 1.6, 0.032)


@dataclass(frozen=True, slots=True)
class Decided:
    """What one arm made of a recording."""

    ms: float | None
    """From the last speech sample to the decision; None when there was none."""
    cut_offs: int
    """Decisions while the user was only pausing."""
    mended: int = 0
    """Those of them that were taken back when the user went on, before anything was answered."""


def measure(plan: Plan) -> Iterator[Row]:
    """Yield a row beside the fixed pause, one beside the shortest that cuts off as rarely, and one with a key.

    With the starter pack only: the decision depends on the words, and random weights have none.
    """
    run, files = Run("endpoint", plan), next(model_sets(plan)).files
    recordings = speak_with_pauses(files.tts, plan.count)
    with conversation(files, Settings()) as free:
        run.quiet_from_here()
        sotto = [_listen(free, recording, run) for recording in recordings]
        with_key = [_listen(free, recording, run, key=True) for recording in recordings]
        late = free.device.worst_delay_s
    heard = _hear(recordings)
    fixed = [decide_after(FIXED_S, *each) for each in heard]
    notes = [*_notes(sotto, fixed), f"clock late {late * 1000:.0f} ms at worst"]
    yield _row("endpoint", sotto, fixed, run, notes, f"a fixed pause of {FIXED_S * 1000:.0f} ms")
    pause_s, equal = _as_careful(heard, _rate(sotto))
    yield _row("endpoint.equal", sotto, equal, run, notes, f"a fixed pause of {pause_s * 1000:.0f} ms, as careful")
    yield _key_row(with_key, fixed, run)


def _listen(free: FreeConversation, recording: Paused, run: Run, *, key: bool = False) -> Decided:
    """Speak into the microphone; with `key` it is held until the last sample was recorded."""
    free.begin()
    if key:
        free.engine.press()
    last = free.device.feed(recording.samples, free.engine.release if key else lambda: None)
    decision = free.wait_for(SpeechEnded, since=last, until=last + seconds(PATIENCE_S))
    ended = [index for index, _ in free.of(SpeechEnded) if index < last]
    turns = [turn for _, turn in free.of(TurnFinished) if turn.outcome is Outcome.IGNORED and "went on" in turn.error]
    decided = Decided(milliseconds(decision[0] - last) if decision else None, len(ended), min(len(turns), len(ended)))
    free.engine.cancel()
    free.device.wait_until(free.device.position + seconds(0.3), PATIENCE_S)
    run.keep(
        arm="sotto",
        key=key,
        said=recording.text,
        pause_ms=recording.pause_ms,
        ms=decided.ms,
        cut_offs=decided.cut_offs,
    )
    return decided


def _hear(recordings: Sequence[Paused]) -> list[tuple[list[float], int]]:
    """Speech probability of each frame, up to a long silence after the end, and where the end is."""
    detector = SileroDetector()
    heard = []
    for recording in recordings:
        detector.reset()
        samples: Samples = np.concatenate([recording.samples, np.zeros(seconds(PATIENCE_S), np.float32)])
        frames = samples[: len(samples) // detector.frame * detector.frame].reshape(-1, detector.frame)
        heard.append(([detector.probability(frame) for frame in frames], len(recording.samples)))
    return heard


def decide_after(pause_s: float, probabilities: Sequence[float], last: int) -> Decided:
    """Decide after a fixed pause."""
    speech = FreeSpeech(SileroDetector.frame, pause_s)
    cut_offs = 0
    for probability in probabilities:
        if speech.feed(probability) is not Change.ENDED:
            continue
        decided = speech.frames * speech.frame
        if decided >= last:
            return Decided(milliseconds(decided - last), cut_offs)
        cut_offs += 1
        speech.forget()
    return Decided(None, cut_offs)


def _as_careful(heard: Sequence[tuple[list[float], int]], rate: float) -> tuple[float, list[Decided]]:
    """The shortest fixed pause that cuts off no oftener, and what it decides."""
    for pause_s in _SWEEP_S:
        decided = [decide_after(float(pause_s), *each) for each in heard]
        if _rate(decided) <= rate:
            break
    return float(pause_s), decided


def _rate(decided: Sequence[Decided]) -> float:
    """Cut-offs for 100 pauses that the user noticed."""
    return 100 * sum(each.cut_offs - each.mended for each in decided) / max(1, len(decided))


def _row(name: str, sotto: Sequence[Decided], peer: Sequence[Decided], run: Run, notes: list[str], about: str) -> Row:
    times, others = ([each.ms for each in arm if each.ms is not None] for arm in (sotto, peer))
    notes = [f"peer: {about}, p95 {percentile(others, 95):.0f} ms", *notes]
    if name == "endpoint":
        target, met = f"<= {MOST_CUT_OFFS:.0f} cut-offs for 100 pauses", _rate(sotto) <= MOST_CUT_OFFS
    else:
        target, met = f"ratio >= {LEAST_RATIO:.0f}", times_faster(times, others, LEAST_RATIO)
    return run.row(name, times, others, target=target, met=met, notes=notes)


def _key_row(sotto: Sequence[Decided], fixed: Sequence[Decided], run: Run) -> Row:
    """With the key the decision waits for nothing but the block that carries the last sample."""
    times, others = ([each.ms for each in arm if each.ms is not None] for arm in (sotto, fixed))
    notes = [f"peer: a fixed pause of {FIXED_S * 1000:.0f} ms", "models starter", "blocks of 30 ms come in"]
    target, met = f"p95 <= {LATEST_KEY_MS:.0f} ms", percentile(times, 95) <= LATEST_KEY_MS
    return run.row("endpoint.key", times, others, target=target, met=met, notes=notes)


def _notes(sotto: Sequence[Decided], fixed: Sequence[Decided]) -> list[str]:
    cut, mended = sum(each.cut_offs for each in sotto), sum(each.mended for each in sotto)
    return [
        "models starter",
        f"{_rate(sotto):.0f} cut-offs for 100 pauses of 200 to 1,000 ms, {_rate(fixed):.0f} with {FIXED_S} s",
        f"{cut} decisions in a pause, {mended} of them taken back unheard when the user went on",
        f"{sum(each.ms is None for each in sotto)} of {len(sotto)} never decided",
    ]
