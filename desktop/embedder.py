"""The embedder that the settings name, or the starter's."""

from __future__ import annotations

from pathlib import Path

from desktop.engine.embedding import Embedder
from desktop.paths import Paths, starter_models


def load_embedder(name: str, paths: Paths) -> Embedder:
    """The GGUF file of that name, absolute or in the folder of models; the starter's table for none.

    Raises ModelError.
    """
    if not name:
        from desktop.engine.backends.embed_words import WordEmbedder

        return WordEmbedder(starter_models() / "embedding" / "starter.npz")
    from desktop.engine.backends.embed_llama import LlamaEmbedder

    return LlamaEmbedder(paths.models / Path(name).expanduser())
