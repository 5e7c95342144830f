"""The user's voice without ours: takes what is played out of what the microphone hears."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from desktop.engine.audio import HOP, SAMPLE_RATE
from desktop.engine.echo.guard import EchoGuard
from desktop.engine.echo.linear import LinearCanceller
from desktop.engine.echo.reference import Reference
from desktop.engine.echo.residue import ResidueGate
from desktop.engine.protocols import Samples

_PRIMING = 5 * HOP
"""Samples before it is needed that the canceller gets, so that its filters have settled."""


_PATIENCE = 12 * HOP
"""Samples that wait for the far end before they go on without it."""


class EchoCanceller(Protocol):
    """Removes an echo. One owner thread."""

    @property
    def always(self) -> bool:
        """Whether it does more than that (noise, gain) and is to run while nothing is played too."""

    def process(self, near: Samples, far: Samples) -> Samples:
        """`near` less the echo of `far`: 16 kHz mono, equal lengths, a multiple of 10 ms; shape as `near`."""

    def reset(self) -> None:
        """Forget the room."""


class EchoRemover:
    """Lets the microphone through untouched while nothing is played, without the echo otherwise. One owner thread.

    Once the path of the echo is learnt, a linear filter takes it out and leaves a user whole who speaks at the same
    time; until then, or where no path stays put, the canceller does, which lowers both.
    """

    def __init__(self, canceller: EchoCanceller, reference: Reference, guard: EchoGuard) -> None:
        self._canceller = canceller
        self._reference = reference
        self._jumps = reference.jumps
        self._engaged = False
        self._gate = ResidueGate()
        self._linear = LinearCanceller()
        self._by_path = False
        self._samples = 0
        self._near = np.zeros(_PRIMING, np.float32)
        self._far = np.zeros(_PRIMING, np.float32)
        self.guard = guard
        """What is known of the echo; `guard.trust` weighs evidence of an interruption."""

    def clean(self, near: Samples) -> Samples:
        """The next block of the microphone, shape (n,) at 16 kHz, n a multiple of 10 ms, without the echo.

        The very same array comes back while nothing is played. Cancelled sound is 8 or 10 ms late; all are faded
        into each other over 10 ms.
        """
        if len(near) % HOP:
            raise ValueError(f"a block has a multiple of {HOP} samples, not {len(near)}")
        if not len(near):
            return near
        far = self._reference.take(len(near))
        self._samples += len(near)
        self._notice_jump()
        self.guard.hear(far)
        out = self._filtered(near, far)
        self.guard.judge(near, far, out)
        self._near = np.concatenate([self._near, near])[-_PRIMING:]
        self._far = np.concatenate([self._far, far])[-_PRIMING:]
        return out

    def ready(self, samples: int) -> int:
        """How many of so many samples may be cleaned now: a multiple of 10 ms.

        The loudspeaker's block may come a moment after the microphone's of the same time; it is waited for, but not
        for long.
        """
        ready = self._reference.ready
        if ready is None or samples - ready > _PATIENCE:
            return samples // HOP * HOP
        return min(samples, ready) // HOP * HOP

    def use(self, reference: Reference, device: str) -> None:
        """Go on with another loudspeaker."""
        self._reference, self._jumps = reference, reference.jumps
        self._engaged = False
        self._far[:] = 0
        self._canceller.reset()
        self._linear = LinearCanceller()
        self.guard.reset(device)

    def _notice_jump(self) -> None:
        if self._reference.jumps != self._jumps:
            self._jumps = self._reference.jumps
            self.guard.restart()
            self._linear.restart()

    def _filtered(self, near: Samples, far: Samples) -> Samples:
        before, self._engaged = self._engaged, self._canceller.always or not self.guard.bypass
        if not self._engaged and not before:
            return near
        if not before:
            self._canceller.process(self._near, self._far)
            self._gate.reset()
            self._linear.resume()
        cancelled = self._cancelled(near, far)
        if self._engaged == before:
            return cancelled
        return _faded(near, cancelled) if self._engaged else _faded(cancelled, near)

    def _cancelled(self, near: Samples, far: Samples) -> Samples:
        """By the path while that works, by the canceller otherwise."""
        self._linear.align(self.guard.delay_s)
        by_path = self._linear.process(near, far, self._samples / SAMPLE_RATE)
        self._reference.drift, self._reference.followed = self._linear.drift, self._linear.drift_known
        before, self._by_path = self._by_path, self._linear.works
        self.guard.proven = self._linear.proven
        if self._canceller.always and self._by_path:
            return self._canceller.process(by_path, np.zeros_like(far))
        suppressed = self._gate.pass_on(near, self._canceller.process(near, far))
        if self._by_path == before:
            return by_path if self._by_path else suppressed
        return _faded(suppressed, by_path) if self._by_path else _faded(by_path, suppressed)


def _faded(old: Samples, new: Samples) -> Samples:
    """`new`, faded in from `old` over the first 10 ms."""
    weight = np.linspace(0, 1, HOP, dtype=np.float32)
    faded = new.copy()
    faded[:HOP] = old[:HOP] * (1 - weight) + new[:HOP] * weight
    return faded
