"""Windows of sound that end just behind the phrase, and windows that do not, in rooms and noise."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from models.recipes.common import noises
from models.recipes.common.room import placed
from models.recipes.common.speech import Samples
from models.recipes.wake.generate import Said, Stored
from models.recipes.wake.model import RATE, WINDOW

LATEST = int(0.4 * RATE)
"""How long ago the phrase may have ended where it counts as just said."""
EARLIEST = int(0.15 * RATE)
"""How much of its end a phrase must lack to count as not said."""
GONE = int(1.0 * RATE)
"""How long ago it must have ended to count as past."""


class Windows:
    """Draws windows from what was said."""

    def __init__(self, said: Sequence[Said], rng: random.Random) -> None:
        self._rng = rng
        self._phrases = [one for one in said if one.phrase is not None]
        self._near = [one.rest for one in said if one.phrase is None and one.near]
        self._others = [one.rest for one in said if one.phrase is None and not one.near]

    def positive(self) -> Samples:
        """The phrase, over for up to 0.4 s."""
        one = self._rng.choice(self._phrases)
        assert one.phrase is not None
        return self._placed(self._behind(one, self._rng.randint(0, LATEST)))

    def negative(self) -> Samples:
        """Anything else."""
        rng, kind = self._rng, self._rng.random()
        if kind < 0.42:
            return self._placed(self._cut(rng.choice(self._others)))
        if kind < 0.74:
            return self._placed(self._cut(rng.choice(self._near)))
        if kind < 0.92:
            return self._placed(self._apart(rng.choice(self._phrases)))
        return fitted(noises.sample(rng) * 10 ** rng.uniform(-1.5, 0))

    def _apart(self, one: Said) -> Samples:
        """The phrase not yet whole, or long past."""
        assert one.phrase is not None
        if self._rng.random() < 0.3:
            return self._behind(one, self._rng.randint(GONE, GONE + RATE // 2))
        missing = self._rng.randint(EARLIEST, max(EARLIEST, int(len(one.phrase) * 0.8)))
        return fitted(np.concatenate([self._before(), _sound(one.phrase)[:-missing]]))

    def _behind(self, one: Said, since: int) -> Samples:
        """A window that ends so many samples behind the phrase."""
        assert one.phrase is not None
        gap = np.zeros(self._rng.choice((0, 0, self._rng.randint(0, RATE // 2))), np.float32)
        after = np.concatenate([gap, _sound(one.rest), np.zeros(since, np.float32)])[:since]
        return fitted(np.concatenate([self._before(), _sound(one.phrase), after]))

    def _before(self) -> Samples:
        """What came before the phrase: silence, or somebody who spoke."""
        gap = np.zeros(int(RATE * self._rng.uniform(0.03, 1.0)), np.float32)
        if self._rng.random() < 0.6:
            return gap
        spoken = _sound(self._rng.choice(self._others))
        return np.concatenate([spoken * 10 ** self._rng.uniform(-1.0, 0.0), gap])

    def _cut(self, spoken: Stored) -> Samples:
        """Some window of an utterance, or of the silence behind it."""
        stop = self._rng.randint(min(len(spoken), RATE // 3), len(spoken) + RATE // 2)
        sound = np.concatenate([_sound(spoken), np.zeros(RATE // 2, np.float32)])[:stop]
        return fitted(np.concatenate([self._before(), sound]) if self._rng.random() < 0.3 else sound)

    def _placed(self, window: Samples) -> Samples:
        return placed(window, self._rng)


def fitted(samples: Samples) -> Samples:
    """The last 1.6 s, with silence in front where there is less."""
    window = np.zeros(WINDOW, np.float32)
    late = samples[-WINDOW:]
    window[WINDOW - len(late) :] = late
    return window


def _sound(spoken: Stored) -> Samples:
    return spoken.astype(np.float32) / 32767
