"""Whether what was recognised is only a piece of what Sotto itself has just been saying. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from desktop.engine.phrases import plain

SURE, DOUBTFUL = 0.58, 0.5
"""Likeness from which text is an echo, where sound is trusted and where it is not.

Of what the starter recogniser made of the starter voice through rooms these find 34 and 44 in a hundred; of what it
made of sentences by other voices they take 1 and 5 in a hundred for an echo of any three sentences.
"""
_HALF_LIKENESS = 0.45
_TWO_PARTS = 20
"""Letters from which each half is looked at by itself."""
_SHORT = 10
_SHORT_LIKENESS = 0.8
_SHORTEST = 6
_LONGEST_SAID = 400
_LONGEST_HEARD = 200
_NOWHERE = 1e6


def likeness(heard: str, said: str) -> float:
    """How much of `heard` is found, in order and in one place, in `said`: 0 to 1, letter by letter.

    Letters rather than words, since a recogniser that mishears keeps the sounds; but a piece begins and ends where
    words do. Of long texts the ends count: 400 letters of what was said, 200 of what was heard.
    """
    heard, said = plain(heard)[-_LONGEST_HEARD:].strip(), plain(said)[-_LONGEST_SAID:].strip()
    if not heard or not said:
        return 0.0
    return max(0.0, 1 - _distance(_letters(f" {heard} "), _letters(f" {said} ")) / len(heard))


def is_echo(heard: str, said: str, *, trust: float = 1.0) -> bool:
    """Whether `heard` is nothing but a piece of `said`, the text of the last seconds of playback.

    `trust` is the echo guard's: where it is low, less likeness suffices. Few letters resemble anything, so they have
    to be found as they are. Of many both halves have to: the user may have spoken before or after the echo.
    """
    words = plain(heard)
    if len(words) < _SHORTEST:
        return bool(words) and f" {words} " in f" {plain(said)[-_LONGEST_SAID:]} "
    needed = DOUBTFUL + (SURE - DOUBTFUL) * min(1.0, max(0.0, trust))
    if likeness(words, said) < (max(needed, _SHORT_LIKENESS) if len(words) < _SHORT else needed):
        return False
    return len(words) < _TWO_PARTS or all(likeness(half, said) >= _HALF_LIKENESS for half in _halves(words))


def _halves(words: str) -> Iterator[str]:
    parts = words.split()
    middle = len(parts) // 2
    return (" ".join(half) for half in (parts[:middle], parts[-middle:]) if middle)


def _letters(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _distance(piece: NDArray[np.uint32], text: NDArray[np.uint32]) -> float:
    """Fewest letters to insert, drop or change until `piece` is a stretch of whole words of `text`.

    `text` begins and ends with a space, as `piece` does. One row of the table of distances for each letter of
    `piece`; a running minimum stands for the letters of `text` that are passed over.
    """
    at = np.arange(len(text) + 1)
    spaces = np.flatnonzero(text == ord(" "))
    row = np.full(len(text) + 1, _NOWHERE)
    row[spaces] = 0
    row = _passing(row, at)
    for letter in piece:
        changed = row[:-1] + (text != letter)
        row = row + 1
        row[1:] = np.minimum(row[1:], changed)
        row = _passing(row, at)
    return float(row[spaces + 1].min())


def _passing(row: NDArray[np.float64], at: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(np.minimum.accumulate(row - at) + at)
