"""`barge-false`: coughs, listening sounds, our own echo, television: wrong stops, and missed ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from desktop.benchmarks.disturbances import backchannels, coughs, greeting, interruptions, television
from desktop.benchmarks.hands_free import FreeConversation, conversation, seconds
from desktop.benchmarks.recital import ALONE_S, Disturbed, Reciter, disturb
from desktop.benchmarks.room import Echo
from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import Plan, Run, model_sets
from desktop.catalog import ModelFiles
from desktop.engine.protocols import Samples
from desktop.settings import Settings

MOST_WRONG_STOPS = 1.0
"""An hour of reply."""
MOST_MISSED = 5.0
"""Per cent of the interruptions that were meant."""
ECHOES_DB = (-6.0, -12.0, -18.0, -24.0, -30.0)
USUAL_DB = -18.0
_ECHO_S = 6.0


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of disturbance, and the room of each."""

    name: str
    sounds: Sequence[Samples]
    rooms_db: Sequence[float] = (USUAL_DB,)


def measure(plan: Plan) -> Iterator[Row]:
    """Yield a row for each kind of disturbance: `plan.count` of each. With the starter pack only."""
    run, files = Run("barge-false", plan), next(model_sets(plan)).files
    everything: list[Disturbed] = []
    with conversation(files, Settings(), Reciter()) as free:
        run.quiet_from_here()
        free.ask(greeting(files.tts))
        for kind in _kinds(files, plan.count):
            taken = [
                one for at in range(plan.count) if (one := _disturb(free, kind, at, plan.count, run)) is not None
            ]
            everything += taken
            yield _wrong_row(f"barge-false.{kind.name}", taken, run)
        yield _wrong_row("barge-false.all", everything, run)
        meant = _Kind("meant", interruptions(files.tts))
        taken = [one for at in range(plan.count) if (one := _disturb(free, meant, at, plan.count, run)) is not None]
        yield _missed_row(taken, run)


def _kinds(files: ModelFiles, count: int) -> list[_Kind]:
    return [
        _Kind("cough", coughs(count)),
        _Kind("backchannel", backchannels(files.tts)),
        _Kind("echo", [np.zeros(seconds(_ECHO_S), np.float32)], ECHOES_DB),
        _Kind("television", television(files.tts)),
    ]


def _disturb(free: FreeConversation, kind: _Kind, number: int, count: int, run: Run) -> Disturbed | None:
    echo_db = kind.rooms_db[number * len(kind.rooms_db) // count]
    taken = disturb(free, kind.sounds[number % len(kind.sounds)], Echo(echo_db))
    if taken is not None:
        run.keep(kind=kind.name, echo_db=echo_db, **asdict(taken))
    return taken


def _wrong_row(name: str, taken: Sequence[Disturbed], run: Run) -> Row:
    """Stops an hour of reply, all of it disturbed: real replies are disturbed far less often."""
    hours = sum(one.exposed_s for one in taken) / 3600
    wrong = [sum(one.stopped_ms is not None for one in taken), sum(one.alone_ms is not None for one in taken)]
    sotto, peer = (stops / hours if hours else 0.0 for stops in wrong)
    notes = [
        "models starter, a reply that is recited",
        "the user has spoken before, as loud as in what is meant",
        f"{wrong[0]} wrong stops in {len(taken)} disturbed replies of {hours * 60:.1f} minutes together",
        f"silenced for a moment in {sum(one.silent_ms is not None for one in taken)} of them",
        f"peer: the detector alone, {ALONE_S * 1000:.0f} ms of speech in a row: {wrong[1]} stops",
    ]
    target, met = f"<= {MOST_WRONG_STOPS:.0f} wrong stop an hour", sotto <= MOST_WRONG_STOPS
    return run.row(name, [sotto], [peer], target=target, met=met, notes=notes, unit="stops/h", n=len(taken))


def _missed_row(taken: Sequence[Disturbed], run: Run) -> Row:
    missed = [100 * sum(ms is None for ms in arm) / max(1, len(taken)) for arm in _stops(taken)]
    notes = ["models starter, a reply that is recited", f"an echo of {USUAL_DB:.0f} dB"]
    notes.append(f"obeyed {100 - missed[0]:.0f} % of the interruptions that were meant, peer {100 - missed[1]:.0f} %")
    target, met = f"<= {MOST_MISSED:.0f} % missed", missed[0] <= MOST_MISSED
    return run.row(
        "barge-false.missed", missed[:1], missed[1:], target=target, met=met, notes=notes, unit="%", n=len(taken)
    )


def _stops(taken: Sequence[Disturbed]) -> tuple[list[float | None], list[float | None]]:
    return [one.stopped_ms for one in taken], [one.alone_ms for one in taken]
