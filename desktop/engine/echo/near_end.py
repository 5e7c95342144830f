"""What the microphone hears, without what Sotto itself says. Starts no thread."""

from __future__ import annotations

import numpy as np

from desktop.engine.audio import OverrunError, RingBuffer
from desktop.engine.echo.canceller import EchoCanceller, EchoRemover
from desktop.engine.echo.guard import EchoGuard
from desktop.engine.echo.reference import Reference
from desktop.engine.protocols import Samples, Speaker

ENOUGH_TRUST = 0.75
"""Trust in the canceller from which speech during a reply is taken for the user's."""


class NearEnd:
    """Carries samples from the microphone to the ring that everything else reads.

    The sound thread writes; the listening thread pumps. Both count alike: what was written as sample n is read as
    sample n.
    """

    def __init__(self, ring: RingBuffer, speaker: Speaker | None, canceller: EchoCanceller | None) -> None:
        """Without a speaker or a canceller the sound passes as it is."""
        self._raw = RingBuffer(ring.capacity)
        self._ring = ring
        self._speaker = speaker
        self._canceller = canceller
        self._remover: EchoRemover | None = None
        self._device = ""
        self.cancelling = False
        """Whether echo is to be removed."""

    @property
    def written(self) -> int:
        """Samples that came from the microphone so far. Any thread."""
        return self._raw.written

    @property
    def settled(self) -> bool:
        """Whether speech during a reply may be taken for the user's."""
        return self._remover is None or self._remover.guard.trust >= ENOUGH_TRUST

    @property
    def trust(self) -> float:
        """How far speech is the user's while something is played, 0 to 1."""
        return self._remover.guard.trust if self._remover is not None else 1.0

    def write(self, samples: Samples) -> None:
        """Take samples from the microphone. For the sound callback."""
        self._raw.write(samples)

    def pump(self) -> None:
        """Carry over what was written."""
        at = self._ring.written
        if at < self._raw.oldest:  # overslept: silence where sound is lost, so that positions stay
            self._ring.write(np.zeros(self._raw.oldest - at, np.float32))
            at = self._ring.written
        try:
            samples = self._raw.read(at, self._raw.written)
        except OverrunError:  # overtaken just now: the next time sees what is left
            return
        remover = self._current_remover() if self.cancelling else None
        if remover is not None:
            samples = remover.clean(samples[: remover.ready(len(samples))])
        if len(samples):
            self._ring.write(samples)

    def _current_remover(self) -> EchoRemover | None:
        """The echo remover, told of the loudspeaker that plays; None while there is nothing that could echo."""
        speaker, canceller = self._speaker, self._canceller
        if speaker is None or canceller is None or not speaker.sample_rate:
            return None
        if self._remover is None or speaker.name != self._device:
            self._device = speaker.name
            reference = Reference(speaker.sample_rate)
            if self._remover is None:
                self._remover = EchoRemover(canceller, reference, EchoGuard(self._device))
            else:
                self._remover.use(reference, self._device)
            speaker.tap(reference.write)
        return self._remover
