"""Which of a sentence's sounds belong to which word of its text. Pure.

The phonemiser reads whole sentences and joins words ("of the" becomes one), reads several for a number and none for
a dash. Each word is phonemised by itself too, and the sounds are laid beside the sentence's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.engine.correspondence import Correspondence
from desktop.engine.protocols import SpokenWord

_STRESS = "ˈˌ"


@dataclass(frozen=True, slots=True)
class WordSounds:
    """The phonemes of a word: from number `first` up to, not including, `stop`."""

    text_end: int
    """Characters of the text up to the word's end."""
    first: int
    stop: int


def find_words(text: str, alone: Callable[[str], Iterable[str]], spoken: Sequence[str]) -> list[WordSounds]:
    """The words of `text` among the phonemes `spoken` for it; one that is not spoken is counted to that before.

    `alone` gives the phonemes of a word by itself.
    """
    places = [place for place, phoneme in enumerate(spoken) if _is_sound(phoneme)]
    tokens = list(re.finditer(r"\S+", text))
    sounds, counts = [], []
    for token in tokens:
        sounds += [phoneme for phoneme in alone(token.group()) if _is_sound(phoneme)]
        counts.append(len(sounds))
    correspondence = Correspondence(sounds, [spoken[place] for place in places])
    words: list[WordSounds] = []
    done = 0
    for token, count in zip(tokens, counts, strict=True):
        end = correspondence.end(count)
        if end > done:
            words.append(WordSounds(token.end(), _start(spoken, words), _stop(spoken, places[end - 1])))
            done = end
        elif words:
            words[-1] = WordSounds(token.end(), words[-1].first, words[-1].stop)
    return words


def spoken_within(
    words: Iterable[WordSounds], sentence: range, ends: Sequence[int], begins: int
) -> Iterator[SpokenWord]:
    """When the words that end in a sentence are spoken.

    `sentence` are the numbers of its phonemes, `ends` their ends in samples since its first, as `phoneme_ends` gives
    them, and `begins` is where this lies in the clause.
    """
    for word in words:
        if word.stop - 1 in sentence:
            first = max(word.first - sentence.start, 0)
            start, end = ends[first], ends[word.stop - sentence.start]
            yield SpokenWord(word.text_end, begins + start, begins + end)


def phoneme_ends(
    phonemes: Sequence[str], samples: NDArray[np.int64], ids: Mapping[str, Sequence[int]], before: int, pad: int
) -> list[int]:
    """Where each phoneme ends, in samples, after where the first begins; n + 1 numbers for n phonemes.

    `samples` is the length of each id; of them `before` open the sentence, and `pad` follow each phoneme's own.
    One that is not in `ids` has none.
    """
    counts = [before, *(len(ids[phoneme]) + pad if phoneme in ids else 0 for phoneme in phonemes)]
    reached = np.concatenate([[0], np.cumsum(samples)])
    return [int(reached[min(at, len(samples))]) for at in np.cumsum(counts)]


def _is_sound(phoneme: str) -> bool:
    """Whether it is one by itself; stress, length and colour belong to another."""
    return unicodedata.category(phoneme[0]) in {"Ll", "Lu", "Lt", "Lo", "Nd"}


def _start(spoken: Sequence[str], before: Sequence[WordSounds]) -> int:
    """The first phoneme after the words before that is no pause."""
    first = before[-1].stop if before else 0
    return next(k for k in range(first, len(spoken)) if unicodedata.category(spoken[k][0])[0] in "LN")


def _stop(spoken: Sequence[str], last: int) -> int:
    """After the sound `last` and the signs that colour it."""
    for place in range(last + 1, len(spoken)):
        if unicodedata.category(spoken[place][0]) not in {"Lm", "Mn", "Sk"} or spoken[place] in _STRESS:
            return place
    return len(spoken)
