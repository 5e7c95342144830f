"""Write the trained language model as GGUF: `python -m models.recipes.llm.export --work DIR FILE.gguf`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import gguf
import torch
from tokenizers import Tokenizer

from models.recipes.llm.model import Shape
from models.recipes.llm.vocabulary import SPECIAL

TEMPLATE = """{% for m in messages %}<|im_start|>{{ m.role }}
{% if m.tool_calls %}{% for c in m.tool_calls %}<tool_call>
{"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments if c.function.arguments is string else \
c.function.arguments | tojson }}}
</tool_call>{% endfor %}{% else %}{{ m.content }}{% endif %}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""
"""ChatML with the role `tool` for results."""


def describe(writer: gguf.GGUFWriter, shape: Shape) -> None:
    """Write the sizes of the network."""
    writer.add_name("Sotto starter")
    writer.add_license("GPL-3.0-or-later")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_vocab_size(shape.vocabulary)


def add_tokenizer(writer: gguf.GGUFWriter, path: Path) -> None:
    """Write tokens, their kinds, merges, the special ones and the chat template."""
    tokenizer = Tokenizer.from_file(str(path))
    names = [tokenizer.id_to_token(index) for index in range(tokenizer.get_vocab_size())]
    kinds = {name: gguf.TokenType.USER_DEFINED if "tool_call" in name else gguf.TokenType.CONTROL for name in SPECIAL}
    merges = json.loads(path.read_text("utf-8"))["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(names)
    writer.add_token_types([kinds.get(name, gguf.TokenType.NORMAL) for name in names])
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in merges])
    writer.add_bos_token_id(names.index("<|endoftext|>"))
    writer.add_eos_token_id(names.index("<|im_end|>"))
    writer.add_pad_token_id(names.index("<|endoftext|>"))
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)


def mean_of(works: Sequence[Path], shares: Sequence[float]) -> dict[str, torch.Tensor]:
    """The weights of runs that parted from a common one, averaged by shares; without shares all count the same."""
    runs = [torch.load(work / "llm.pt", weights_only=True, map_location="cpu") for work in works]
    parts = shares or [1.0] * len(runs)
    pairs = list(zip(runs, parts, strict=True))
    return {name: sum(run[name].float() * part for run, part in pairs) / sum(parts) for name in runs[0]}


def export(works: Sequence[Path], target: Path, *, quantised: bool, shares: Sequence[float] = ()) -> None:
    """Write `target` from the checkpoints in `works`, which have one tokenizer: matrices with 8 bits, or all in
    32-bit floats."""
    work, weights = works[0], mean_of(works, shares)
    writer = gguf.GGUFWriter(target, "llama")
    describe(writer, Shape(len(weights["token_embd.weight"])))
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0 if quantised else gguf.LlamaFileType.ALL_F32)
    add_tokenizer(writer, work / "tokenizer.json")
    for name, weight in weights.items():
        values = weight.float().numpy()
        if quantised and values.ndim == 2:
            kind = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
        else:
            writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, action="append", required=True, help="of several the mean is written")
    parser.add_argument("--share", type=float, action="append", default=[], help="of each --work in the mean")
    parser.add_argument("--floats", action="store_true", help="write 32-bit floats instead of 8 bits a weight")
    parser.add_argument("target", type=Path)
    chosen = parser.parse_args()
    export(chosen.work, chosen.target, quantised=not chosen.floats, shares=chosen.share)
    print(f"{chosen.target}: {chosen.target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
