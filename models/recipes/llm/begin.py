"""What the weights are before training: related embeddings, or those of an earlier model."""

from __future__ import annotations

from pathlib import Path

import torch
from gguf import GGUFReader
from gguf.quants import dequantize
from tokenizers import Tokenizer

from models.recipes.llm.model import Llama
from models.recipes.llm.vocabulary import BLANK, from_gguf


@torch.no_grad()
def relate(model: Llama, tokenizer: Tokenizer) -> None:
    """Let the embedding of a piece behind a blank begin as that of the piece, plus one common vector."""
    vectors = model.token_embd.weight
    common = torch.randn(vectors.shape[1]) * 0.02
    for token, index in tokenizer.get_vocab().items():
        piece = tokenizer.token_to_id(token[1:]) if token.startswith(BLANK) and len(token) > 1 else None
        if piece is not None:
            vectors[index] = vectors[piece] + common


@torch.no_grad()
def inherit(model: Llama, tokenizer: Tokenizer, path: Path) -> None:
    """Begin with the weights of a GGUF file of this shape; a token that it lacks gets the mean of its pieces there.

    Raises KeyError or RuntimeError when the shapes differ.
    """
    weights = {one.name: torch.tensor(dequantize(one.data, one.tensor_type)) for one in GGUFReader(path).tensors}
    old, vectors = from_gguf(path), weights.pop("token_embd.weight")
    model.load_state_dict(weights, strict=False)
    for token, index in tokenizer.get_vocab().items():
        same = old.token_to_id(token)
        text = tokenizer.decode([index], skip_special_tokens=False)
        pieces = [same] if same is not None else old.encode(text).ids
        model.token_embd.weight[index] = vectors[pieces].mean(0)
