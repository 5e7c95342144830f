"""Texts to vectors whose angle tells how alike they are in meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (texts, width), each row of length 1; a text without a word has zeros."""


class Embedder(Protocol):
    """A model that places texts. One owner thread."""

    @property
    def name(self) -> str:
        """File name of the model; vectors of two models cannot be compared."""

    @property
    def least(self) -> float:
        """Cosine from which two questions may be the same; chosen on pairs of questions."""

    @property
    def weight(self) -> float:
        """How much its order of passages counts beside the one by words, 0 to 1; chosen on questions to documents."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text. Raises ModelError."""

    def close(self) -> None:
        """Free the model. Harmless the second time."""


def unit(vectors: Vectors) -> Vectors:
    """The rows at length 1; zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
