"""Clauses that were spoken before, in the place of a voice; and a voice whose clauses are kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from desktop.answers import SpokenText
from desktop.engine.answer_cache import Keepsake
from desktop.engine.protocols import OnWords, Samples, SpokenWord, StaleCheck, Voice
from desktop.errors import Cancelled

_BLOCK_S = 0.1
_FULL = 32767


class RecordedVoice:
    """Speaks one clause, as it was spoken."""

    name = ""

    def __init__(self, spoken: SpokenText) -> None:
        self._spoken = spoken
        self.sample_rate = spoken.rate

    def synthesize(
        self,
        text: str,  # noqa: ARG002 - it was spoken
        stale: StaleCheck,
        *,
        slowness: float = 1.0,  # noqa: ARG002 - so was its pace
        on_words: OnWords | None = None,
    ) -> Iterator[Samples]:
        """Yield its blocks; text and slowness are those of then. Raises Cancelled."""
        if on_words is not None and self._spoken.words:
            on_words([SpokenWord(*word) for word in self._spoken.words])
        step = int(_BLOCK_S * self.sample_rate)
        for at in range(0, len(self._spoken.samples), step):
            if stale():
                raise Cancelled
            yield _heard(self._spoken.samples[at : at + step])

    def close(self) -> None:
        """Nothing to free."""


class KeptVoice:
    """Speaks with a voice, and adds each whole clause to a keepsake: in 16 bits, as which it is heard already now."""

    def __init__(self, voice: Voice, keepsake: Keepsake, written: str) -> None:
        """`written` is the clause as the model wrote it."""
        self._voice, self._keepsake, self._written = voice, keepsake, written
        self.name, self.sample_rate = voice.name, voice.sample_rate

    def synthesize(
        self, text: str, stale: StaleCheck, *, slowness: float = 1.0, on_words: OnWords | None = None
    ) -> Iterator[Samples]:
        """Yield mono blocks for one clause. Raises Cancelled; then it is not kept."""
        blocks = [np.zeros(0, np.int16)]
        words: list[tuple[int, int, int]] = []

        def note(spoken: list[SpokenWord] | tuple[SpokenWord, ...]) -> None:
            words.extend((word.text_end, word.start, word.end) for word in spoken)
            if on_words is not None:
                on_words(spoken)

        for block in self._voice.synthesize(text, stale, slowness=slowness, on_words=lambda new: note(list(new))):
            blocks.append(np.round(np.clip(block, -1, 1) * _FULL).astype(np.int16))
            yield _heard(blocks[-1])
        samples = np.concatenate(blocks)
        self._keepsake.spoken.append(SpokenText(self._written, self.sample_rate, samples, tuple(words)))

    def close(self) -> None:
        """It is the engine's, not ours."""


def _heard(samples: NDArray[np.int16]) -> Samples:
    return samples.astype(np.float32) / np.float32(_FULL)
