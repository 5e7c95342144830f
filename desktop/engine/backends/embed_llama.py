"""An embedding model in a GGUF file, such as bge-small or nomic-embed, run by llama.cpp on the processor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np

from desktop.engine.backends.quiet_llama import silence
from desktop.engine.embedding import Vectors, unit
from desktop.errors import ModelError
from desktop.formats import ADVICE, check_model
from desktop.wording import marked

_CONTEXT = 512
"""Tokens of a question; what lies behind them does not count."""


class LlamaEmbedder:
    """A text is the mean over its tokens, unless the model says otherwise. One owner thread."""

    least = 0.8
    weight = 1.0

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Load a model. Raises ModelError."""
        check_model(path, "llm", marked("embedding model"))
        silence()
        try:
            self._llama: Any = llama_cpp.Llama(
                str(path),
                embedding=True,
                n_ctx=_CONTEXT,
                n_batch=_CONTEXT,
                n_ubatch=_CONTEXT,
                n_threads=threads,
                n_threads_batch=threads,
                n_gpu_layers=0,
                verbose=False,
                pooling_type=llama_cpp.LLAMA_POOLING_TYPE_MEAN,
            )
        except (ValueError, RuntimeError, AssertionError, UnicodeDecodeError) as error:
            raise ModelError(
                marked("{path} cannot be loaded: {error}", path=path, error=error), advice=ADVICE
            ) from error
        self._name = path.name

    @property
    def name(self) -> str:
        """File name of the model."""
        return self._name

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text. Raises ModelError."""
        try:
            rows = [self._llama.embed(text or " ", normalize=False, truncate=True) for text in texts]
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                marked("{name} places no text: {error}", name=self._name, error=error), advice=ADVICE
            ) from error
        return unit(np.asarray(rows, np.float32).reshape(len(texts), -1))

    def close(self) -> None:
        """Free the model."""
        self._llama.close()
