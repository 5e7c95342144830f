"""The embedder that the settings name, or the starter's."""

from __future__ import annotations

from pathlib import Path

from desktop.engine.embedding import Embedder
from desktop.paths import Paths, starter_models


def load_embedder(name: str, paths: Paths) -> Embedder:
    """The GGUF file of that name, absolute or in the folder of models; the starter's table for none.

    Raises ModelError.
    """
    path = embedder_path(name, paths)
    if not name:
        from desktop.engine.backends.embed_words import WordEmbedder

        return WordEmbedder(path)
    from desktop.engine.backends.embed_llama import LlamaEmbedder

    return LlamaEmbedder(path)


def embedder_path(name: str, paths: Paths) -> Path:
    """Where the file of that name lies; it need not be there."""
    return paths.models / Path(name).expanduser() if name else starter_models() / "embedding" / "starter.npz"
