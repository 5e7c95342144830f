"""`echo`: what taking our own echo out costs while something is played, beside WebRTC's canceller alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from desktop.benchmarks.device import BLOCK
from desktop.benchmarks.recital import PASSAGE
from desktop.benchmarks.room import Echo
from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import Plan, Run, abba, model_sets
from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.backends.echo import WebRtcCanceller
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.echo.canceller import EchoRemover
from desktop.engine.echo.guard import EchoGuard
from desktop.engine.echo.reference import Reference
from desktop.engine.protocols import Samples

MOST_PERCENT = 10.0
ECHO_DB = -12.0
_SPEAKER_RATE = 48_000


def measure(plan: Plan) -> Iterator[Row]:
    """Yield one row: processor time over the recital, percent of a core, `plan.count` recitals of each arm."""
    run = Run("echo", plan)
    starter = next(model_sets(Plan(plan.count, real_size=False, paths=plan.paths)))
    far = _recital(PiperVoiceModel(starter.files.tts))
    arms: Mapping[str, Callable[[Samples, Samples], object]] = {"sotto": whole_chain, "peer": webrtc_alone}
    shares: dict[str, list[float]] = {arm: [] for arm in arms}
    run.quiet_from_here()
    for number, arm in abba([*arms], plan.count):
        near = _heard(far, seed=number)
        start = time.thread_time()
        arms[arm](near, far)
        shares[arm].append(100 * (time.thread_time() - start) / (len(far) / SAMPLE_RATE))
        run.keep(arm=arm, percent=shares[arm][-1])
    notes = [f"{len(far) / SAMPLE_RATE:.0f} s of speech, echo {ECHO_DB:.0f} dB", "peer: WebRTC's canceller alone"]
    met = max(shares["sotto"]) <= MOST_PERCENT
    target = f"<= {MOST_PERCENT:.0f} % of a core"
    yield run.row("echo", shares["sotto"], shares["peer"], target=target, met=met, notes=notes, unit="%")


def whole_chain(near: Samples, far: Samples) -> bool:
    """Sotto's way: reference, canceller, learnt path, verdicts; whether the path was trusted at the end."""
    reference = Reference(_SPEAKER_RATE)
    remover = EchoRemover(WebRtcCanceller(), reference, EchoGuard())
    loud = resample(far, SAMPLE_RATE, _SPEAKER_RATE)
    step = BLOCK * _SPEAKER_RATE // SAMPLE_RATE
    for number, at in enumerate(range(0, len(near), BLOCK)):
        reference.write(loud[number * step : (number + 1) * step])
        remover.clean(near[at : at + BLOCK])
    return remover.guard.proven


def webrtc_alone(near: Samples, far: Samples) -> None:
    """Each block through the library."""
    canceller = WebRtcCanceller()
    for at in range(0, len(near), BLOCK):
        canceller.process(near[at : at + BLOCK], far[at : at + BLOCK])


def _recital(voice: PiperVoiceModel) -> Samples:
    spoken = np.concatenate([*voice.synthesize(PASSAGE, lambda: False)])
    samples = resample(spoken, voice.sample_rate, SAMPLE_RATE)
    return samples[: len(samples) // BLOCK * BLOCK]


def _heard(far: Samples, *, seed: int) -> Samples:
    room = Echo(ECHO_DB, seed=seed)
    return np.concatenate([room(far[at : at + BLOCK]) for at in range(0, len(far), BLOCK)])
