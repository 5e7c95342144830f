"""`barge`: the first speech sample of an interruption to silence, and to the decision to stop; with an echo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

import numpy as np

from desktop.benchmarks.disturbances import interruptions
from desktop.benchmarks.hands_free import conversation
from desktop.benchmarks.recital import ALONE_S, SETTLED_S, Disturbed, Reciter, disturb
from desktop.benchmarks.room import Echo
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run, model_sets
from desktop.settings import Settings

LONGEST_DUCK_MS = 120.0
LONGEST_DECISION_MS = 500.0
ECHO_DB = -18.0
SEED = 11


def measure(plan: Plan) -> Iterator[Row]:
    """Yield a row until silence and one until the decision: `plan.count` interruptions at random moments.

    With the starter pack only: the decision depends on the words, and random weights have none.
    """
    run, files = Run("barge", plan), next(model_sets(plan)).files
    sounds = interruptions(files.tts)
    moments = SETTLED_S + np.random.default_rng(SEED).uniform(0, 3, plan.count)
    taken: list[Disturbed] = []
    room = Echo(ECHO_DB)
    with conversation(files, Settings(), Reciter()) as free:
        run.quiet_from_here()
        for number, moment in enumerate(moments):
            sound = sounds[number % len(sounds)]
            one = disturb(free, sound, room, after_s=float(moment))
            if one is not None:
                run.keep(interruption=number % len(sounds), **asdict(one))
                taken.append(one)
        late = free.device.worst_delay_s
    notes = [*_notes(taken), f"clock late {late * 1000:.0f} ms at worst"]
    alone = [one.alone_ms for one in taken if one.alone_ms is not None]
    yield _row("barge.silence", [one.silent_ms for one in taken], alone, LONGEST_DUCK_MS, run, notes)
    yield _row("barge.decision", [one.stopped_ms for one in taken], alone, LONGEST_DECISION_MS, run, notes)


def _row(
    name: str, times: Sequence[float | None], peer: Sequence[float], limit: float, run: Run, notes: Sequence[str]
) -> Row:
    """The median counts for silence; decisions are all to be taken within the limit, so their 95th percentile."""
    known = [ms for ms in times if ms is not None and ms >= 0]
    share = 50 if name.endswith("silence") else 95
    return run.row(
        name, known, peer, target=f"p{share} <= {limit:.0f} ms", met=percentile(known, share) <= limit, notes=notes
    )


def _notes(taken: Sequence[Disturbed]) -> list[str]:
    return [
        "models starter, a reply that is recited",
        f"an echo of {ECHO_DB:.0f} dB",
        f"{sum(one.stopped_ms is None for one in taken)} of {len(taken)} interruptions were not obeyed",
        f"the loudspeaker went on in {sum(one.silent_ms is None for one in taken)} of them",
        f"{sum((one.stopped_ms or 0) < 0 for one in taken)} replies stopped before, by their own echo",
        f"peer: the detector alone, {ALONE_S * 1000:.0f} ms of speech in a row, worked out on what was heard",
    ]
