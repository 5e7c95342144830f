"""Both embedders: the starter's table, and a GGUF model in llama.cpp."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.backends.embed_llama import LlamaEmbedder
from desktop.engine.backends.embed_words import WordEmbedder
from desktop.engine.embedding import Embedder
from desktop.errors import ModelError

TEXTS = ["What is the capital of France?", "Tell me the capital of France.", "How do I boil an egg?"]


@pytest.fixture(params=["words", "llama"])
def embedder(request: pytest.FixtureRequest, starter: Path) -> Iterator[Embedder]:
    words, llama = starter / "embedding" / "starter.npz", starter / "llm" / "starter.gguf"
    made: Embedder = WordEmbedder(words) if request.param == "words" else LlamaEmbedder(llama)
    yield made
    made.close()


def test_texts_become_unit_vectors_and_the_same_text_the_same(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape[0] == 3
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(embedder.embed(TEXTS[:1])[0], vectors[0], atol=1e-5)


def test_other_words_with_the_same_meaning_are_nearer(embedder: Embedder) -> None:
    france, again, egg = embedder.embed(TEXTS)
    assert france @ again > france @ egg


def test_no_words_are_no_error(embedder: Embedder) -> None:
    assert np.isfinite(embedder.embed(["", "?!"])).all()
    assert len(embedder.embed(["", "?!"])) == 2


@pytest.mark.parametrize("content", [b"", b"PK\3\4nonsense", b"\x93NUMPY"])
def test_a_damaged_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError) as refused:
        WordEmbedder(path)
    assert refused.value.advice
    with pytest.raises(ModelError):
        WordEmbedder(tmp_path / "gone.npz")


def test_a_damaged_model_is_refused(tmp_path: Path, starter: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes((starter / "llm" / "starter.gguf").read_bytes()[:2000])
    with pytest.raises(ModelError):
        LlamaEmbedder(path)
