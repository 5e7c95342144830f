"""Requests of the starter's world said twice, in other words with the same meaning."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from models.recipes.common.grammar import SlotSampler, expand, fill, normalise
from models.recipes.common.held_out import held_out
from models.recipes.common.sentences import PATTERNS
from models.recipes.common.slots import build

_SLOT = re.compile(r"\{([a-z_]+)\}")


def _replaying(slots: Mapping[str, SlotSampler], said: dict[str, list[tuple[str, object]]]) -> dict[str, SlotSampler]:
    """Slots that say again what was said, in its order, and note what they have to make up."""
    taken = dict.fromkeys(slots, 0)

    def sampler(name: str) -> SlotSampler:
        def take(rng: random.Random) -> tuple[str, object]:
            known, at = said.setdefault(name, []), taken[name]
            taken[name] = at + 1
            if at >= len(known):
                known.append(slots[name](rng))
            return known[at]

        return take

    return {name: sampler(name) for name in slots}


class Pairs:
    """An endless source. No sentence of the tests is among them."""

    def __init__(self, seed: int) -> None:
        self._rng, self._away = random.Random(seed), held_out()
        self._slots = build(0.25)
        self._intents = sorted(PATTERNS)

    def draw(self) -> tuple[str, str]:
        """Two wordings of one request."""
        while True:
            patterns = PATTERNS[self._rng.choice(self._intents)]
            said: dict[str, list[tuple[str, object]]] = {}
            first = expand(self._rng.choice(patterns), self._rng)
            second = expand(self._rng.choice(patterns), self._rng)
            names = sorted(_SLOT.findall(first))
            if names != sorted(_SLOT.findall(second)) or not self._slots.keys() >= set(names):
                continue
            one, _ = fill(first, _replaying(self._slots, said), self._rng)
            other, _ = fill(second, _replaying(self._slots, said), self._rng)
            if one != other and not {normalise(one), normalise(other)} & self._away:
                return one, other
