"""Passages for a question: by its words and by its meaning, the two lists joined by reciprocal rank fusion.

G. Cormack, C. Clarke, S. Büttcher, Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning
Methods, SIGIR 2009.
"""

from __future__ import annotations

import re
import threading
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from desktop.engine.embedding import Embedder, Vectors
from desktop.passages import Passage
from desktop.storage.document_index import DocumentIndex, Matrix

RANK_CONSTANT = 60
"""Of the fusion: how little the first places count above the next ones."""
DEPTH = 50
"""Passages of each list that are joined."""
_WORD = re.compile(r"[^\W_]+")
"""As FTS5 sees words: letters and digits."""
_AT_ONCE = 64
"""Passages that are placed between two looks whether to stop."""


@dataclass(frozen=True, slots=True)
class _Placed:
    generation: int
    ids: NDArray[np.int64]
    matrix: Matrix


class Finder:
    """Searches one index. Any thread; the vectors are kept in memory as long as nothing changed."""

    def __init__(self, index: DocumentIndex, embedder: Embedder) -> None:
        self._index, self._embedder = index, embedder
        self._lock = threading.Lock()
        self._placed: _Placed | None = None

    def find(self, question: str, most: int) -> list[Passage]:
        """The passages that bear on a question, the best first.

        With an embedder of little weight only those that hold a word of the question: what it alone finds is too
        little to tell somebody as an answer. Raises DatabaseError, ModelError.
        """
        words = self.by_words(question)
        scores = self._scores(question, words)
        best = sorted(scores, key=lambda one: -scores[one])[:most]
        found = self._index.passages(best)
        return [replace(found[one], score=scores[one], by_words=one in words) for one in best if one in found]

    def ranked(self, question: str) -> list[int]:
        """Ids of the passages that bear on a question, the best first."""
        scores = self._scores(question, self.by_words(question))
        return sorted(scores, key=lambda one: -scores[one])

    def by_words(self, question: str) -> list[int]:
        """Ids of the passages that hold words of the question, the best first."""
        return self._index.by_words(counting_words(question), DEPTH)

    def by_meaning(self, question: str) -> list[int]:
        """Ids of the passages nearest to the question, the nearest first."""
        with self._lock:
            placed_ = self._current()
            if not len(placed_.ids):
                return []
            asked = placed(self._embedder, [question])[0]
            # on this thread alone: the threads of BLAS would wait for the models' in the middle of a turn
            near = np.einsum("ij,j->i", placed_.matrix, asked)
        best = np.argsort(-near, kind="stable")[:DEPTH]
        return [int(placed_.ids[at]) for at in best if near[at] > 0]

    def _current(self) -> _Placed:
        generation = self._index.generation
        if self._placed is None or self._placed.generation != generation:
            self._placed = _Placed(generation, *self._index.vectors(self._embedder.name))
        return self._placed

    def _scores(self, question: str, words: Sequence[int]) -> dict[int, float]:
        scores = fused((words, 1.0), (self.by_meaning(question), self._embedder.weight))
        return scores if self._embedder.weight >= 1 else {one: scores[one] for one in words}


def fused(*lists: tuple[Sequence[int], float]) -> dict[int, float]:
    """What is in any of the lists, with the sum over them of weight / (60 + its place)."""
    scores: dict[int, float] = {}
    for ranked, weight in lists:
        for place, one in enumerate(ranked, 1):
            scores[one] = scores.get(one, 0.0) + weight / (RANK_CONSTANT + place)
    return scores


def placed(embedder: Embedder, texts: Sequence[str], check: Callable[[], None] = lambda: None) -> Vectors:
    """The vectors of texts by their words that count: a small embedder weighs every word the same.

    `check` may raise Cancelled. Raises ModelError.
    """
    counting = [" ".join(counting_words(text)) or text for text in texts]
    parts: list[Vectors] = []
    for at in range(0, len(counting), _AT_ONCE):
        check()
        parts.append(embedder.embed(counting[at : at + _AT_ONCE]))
    return np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)


def counting_words(text: str) -> list[str]:
    """The words, each once, without those that stand in every sentence."""
    return [word for word in dict.fromkeys(_WORD.findall(text.lower())) if word not in stop_words()]


@cache
def stop_words() -> frozenset[str]:
    """Words of English, German and Spanish that say nothing of what a text is about."""
    read = tomllib.loads(resources.files("desktop.documents").joinpath("stop_words.toml").read_text("utf-8"))
    return frozenset(word for listed in read.values() for word in listed)
