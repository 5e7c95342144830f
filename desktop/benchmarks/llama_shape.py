"""A language model in the shape of a 0.5B Llama, with random weights in blocks of four bits.

Its reply is planted in the output layer: the row of each word is the embedding of the word before it, and the layers
in between add little. So the end of the prompt leads to the first word, that to the next, the last to the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

from desktop.settings import SYSTEM_PROMPT

_BLOCK = 32
_EMBEDDING_SCALE = 0.02 / 73
"""Of 8-bit blocks, so that embeddings have a deviation of 0.02."""
_LAYER_SCALE = 1e-4
_SURE = 1.5
_START, _END = "<|im_start|>", "<|im_end|>"
_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a model; widths are multiples of 32."""

    width: int = 896
    layers: int = 24
    heads: int = 14
    kv_heads: int = 2
    inner: int = 4864
    tokens: int = 151_936
    context: int = 2048


HALF_BILLION = Shape()


def write_llama(path: Path, reply: str, question: str, seed: int, shape: Shape = HALF_BILLION) -> None:
    """Write a model that always says `reply`, a word a token; the question's words are tokens too."""
    tokens, kinds = _vocabulary(f"{reply} {question} {SYSTEM_PROMPT} system user assistant", shape.tokens)
    chain = [tokens.index(token) for token in ("<0x0A>", *(f"▁{word}" for word in reply.split()), _END)]
    if len(set(chain)) != len(chain):
        raise ValueError("a word of the reply comes twice, so that its end would never be reached")
    writer = gguf.GGUFWriter(path, "llama")
    _describe(writer, tokens, kinds, shape)
    _add_tensors(writer, chain, np.random.default_rng(seed), shape)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _vocabulary(text: str, size: int) -> tuple[list[str], list[int]]:
    """Tokens and their kinds. A word's beginnings are tokens, because pieces are merged one letter at a time."""
    control = ["<unk>", "<s>", "</s>", _START, _END]
    octets = [f"<0x{value:02X}>" for value in range(256)]
    words = dict.fromkeys(f"▁{word}" for word in text.split())
    pieces = {word[:end] for word in words for end in range(1, len(word) + 1)}
    pieces |= {letter for word in words for letter in word}
    ordinary = sorted(pieces, key=lambda piece: (-len(piece), piece))
    filler = [f"filler{number}" for number in range(size - len(control) - len(octets) - len(ordinary))]
    kind = gguf.TokenType
    kinds = [kind.UNKNOWN, *[kind.CONTROL] * (len(control) - 1), *[kind.BYTE] * len(octets)]
    kinds += [kind.NORMAL] * (len(ordinary) + len(filler))
    return [*control, *octets, *ordinary, *filler], [int(each) for each in kinds]


def _describe(writer: gguf.GGUFWriter, tokens: Sequence[str], kinds: Sequence[int], shape: Shape) -> None:
    writer.add_name("random 0.5B")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q4_0)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(list(tokens))
    writer.add_token_scores([float(len(token)) for token in tokens])
    writer.add_token_types(list(kinds))
    writer.add_bos_token_id(tokens.index("<s>"))
    writer.add_eos_token_id(tokens.index(_END))
    writer.add_unk_token_id(tokens.index("<unk>"))
    writer.add_add_bos_token(True)
    writer.add_chat_template(_TEMPLATE)


def _add_tensors(writer: gguf.GGUFWriter, chain: Sequence[int], random: np.random.Generator, shape: Shape) -> None:
    embeddings, output = _eight_bit(random, shape), _eight_bit(random, shape)
    output[list(chain[1:])] = embeddings[list(chain[:-1])]
    writer.add_tensor("token_embd.weight", embeddings, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    writer.add_tensor("output.weight", output, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    writer.add_tensor("output_norm.weight", np.full(shape.width, _SURE, np.float32))
    narrow = shape.width // shape.heads * shape.kv_heads
    shapes = {
        "attn_q": (shape.width, shape.width),
        "attn_k": (narrow, shape.width),
        "attn_v": (narrow, shape.width),
        "attn_output": (shape.width, shape.width),
        "ffn_gate": (shape.inner, shape.width),
        "ffn_up": (shape.inner, shape.width),
        "ffn_down": (shape.width, shape.inner),
    }
    for layer in range(shape.layers):
        for name, (rows, columns) in shapes.items():
            blocks = _four_bit(random, rows, columns)
            writer.add_tensor(f"blk.{layer}.{name}.weight", blocks, raw_dtype=gguf.GGMLQuantizationType.Q4_0)
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(shape.width, np.float32))


def _eight_bit(random: np.random.Generator, shape: Shape) -> Bytes:
    """Q8_0: a 16-bit scale, then 32 signed bytes."""
    return _blocks(random, shape.tokens, shape.width, 32, _EMBEDDING_SCALE)


def _four_bit(random: np.random.Generator, rows: int, columns: int) -> Bytes:
    """Q4_0: a 16-bit scale, then 32 values of four bits, 8 being zero."""
    return _blocks(random, rows, columns, 16, _LAYER_SCALE)


def _blocks(random: np.random.Generator, rows: int, columns: int, payload: int, scale: float) -> Bytes:
    blocks = np.empty((rows, columns // _BLOCK, 2 + payload), np.uint8)
    blocks[..., :2] = np.frombuffer(np.float16(scale).tobytes(), np.uint8)
    blocks[..., 2:] = random.integers(0, 256, (rows, columns // _BLOCK, payload), np.uint8)
    return blocks.reshape(rows, -1)
