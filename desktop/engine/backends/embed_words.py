"""The starter embedder: a table of vectors for words and pieces of words, read by numpy alone."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from desktop.engine.embedding import Vectors, unit
from desktop.engine.word_features import features
from desktop.errors import ModelError
from desktop.formats import ADVICE
from desktop.wording import marked


class WordEmbedder:
    """A text is the sum of its words, a word the mean of its features. English; order does not matter to it."""

    least = 0.8
    weight = 0.01
    """It only parts passages that are equal by words: by itself it finds too little."""

    def __init__(self, path: Path) -> None:
        """Read the table, a megabyte. Raises ModelError."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as read:
                rows, scales = read["rows"], read["scales"]
            self._table = rows.astype(np.float32) * scales.astype(np.float32)[:, None]
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError) as error:
            raise ModelError(
                marked("{path} is no embedder: {error}", path=path, error=error), advice=ADVICE
            ) from error
        if self._table.ndim != 2 or not np.isfinite(self._table).all():
            raise ModelError(marked("{path} is no embedder: it holds no table", path=path), advice=ADVICE)
        self._name = path.name

    @property
    def name(self) -> str:
        """File name of the table."""
        return self._name

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        return unit(np.stack([self._of_text(text) for text in texts])) if texts else self._table[:0]

    def _of_text(self, text: str) -> Vectors:
        words = [self._table[word].mean(axis=0) for word in features(text, len(self._table))]
        return np.sum(words, axis=0, dtype=np.float32) if words else np.zeros(self._table.shape[1], np.float32)

    def close(self) -> None:
        """Nothing to free."""
