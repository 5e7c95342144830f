"""Adapter files as somebody might have them: for another model, half of one, none at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import gguf
import numpy as np

from desktop.paths import starter_models

STARTER = starter_models() / "llm" / "starter.gguf"
PIRATE = starter_models() / "adapters" / "pirate.gguf"
QUERY = "blk.0.attn_q.weight"
WIDTH = 192


def write_adapter(
    path: Path,
    shapes: Mapping[str, tuple[int, int]],
    *,
    architecture: str = "llama",
    kind: str = "adapter",
    adapter: str = "lora",
    alpha: float = 4.0,
) -> Path:
    """An adapter of zeros; shapes as numpy has them, rows first."""
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_type(kind)
    writer.add_string("adapter.type", adapter)
    writer.add_float32("adapter.lora.alpha", alpha)
    for name, shape in shapes.items():
        writer.add_tensor(name, np.zeros(shape, np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def pair(name: str = QUERY, width: int = WIDTH, height: int = WIDTH, rank: int = 4) -> dict[str, tuple[int, int]]:
    return {f"{name}.lora_a": (rank, width), f"{name}.lora_b": (height, rank)}
