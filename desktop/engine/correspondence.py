"""Where a place in one sequence lies in another that is nearly the same: text written and read, sounds. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher


class Correspondence:
    """Two sequences laid beside each other: what they share in order, the rest spread evenly between."""

    def __init__(self, here: Sequence[Hashable], there: Sequence[Hashable]) -> None:
        self._stretches = [
            (here_from, here_to, there_from, there_to)
            for _, here_from, here_to, there_from, there_to in SequenceMatcher(
                None, here, there, autojunk=False
            ).get_opcodes()
        ]

    def end(self, count: int) -> int:
        """How many items of the second sequence the first `count` of the first come to.

        What only the second has between two items of the first belongs to the later one.
        """
        for here_from, here_to, there_from, there_to in self._stretches:
            if here_from < count <= here_to:
                share = (count - here_from) / (here_to - here_from)
                return there_from + int(share * (there_to - there_from))
        return 0
