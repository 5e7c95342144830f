"""A Llama-shaped decoder that a CPU can train, with the tensors of llama.cpp's `llama` graph."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network."""

    vocabulary: int
    width: int = 192
    layers: int = 6
    heads: int = 6
    feed_forward: int = 512
    context: int = 2048
    rope_base: float = 10000.0
    epsilon: float = 1e-5

    @property
    def head_width(self) -> int:
        """Width of one attention head."""
        return self.width // self.heads


_LONG = 600
"""Tokens from which attention that never writes its scores down is quicker."""


class RMSNorm(nn.Module):
    """Scale by the root mean square, times a learned weight."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(shape.width))
        self.epsilon = shape.epsilon

    def forward(self, x: Tensor) -> Tensor:
        """Shape kept."""
        return F.rms_norm(x, (x.shape[-1],), self.weight, self.epsilon)


def rotation(shape: Shape) -> tuple[Tensor, Tensor]:
    """Cosine and sine of the rotary angles, each (context, head width / 2)."""
    rates = shape.rope_base ** (-torch.arange(0, shape.head_width, 2).float() / shape.head_width)
    angles = torch.outer(torch.arange(shape.context).float(), rates)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions on neighbouring pairs, as llama.cpp wants them here. x: (b, heads, t, w)."""
    even, odd, t = x[..., 0::2], x[..., 1::2], x.shape[2]
    cos, sin = cos[:t].to(x.dtype), sin[:t].to(x.dtype)
    return torch.stack([even * cos - odd * sin, even * sin + odd * cos], -1).flatten(-2)


def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Causal attention, (b, heads, t, w) each. On a CPU, short sequences are quicker spelled out."""
    t = q.shape[2]
    if q.device.type != "cpu" or t > _LONG:
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)
    hidden = torch.full((t, t), -1e4, dtype=q.dtype).triu(1)
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5 + hidden
    return scores.softmax(-1).to(v.dtype) @ v


class Block(nn.Module):
    """Attention and a gated feed-forward, each behind a norm and around a residual. Names follow GGUF."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.attn_norm, self.ffn_norm = RMSNorm(shape), RMSNorm(shape)
        d, f = shape.width, shape.feed_forward
        self.attn_q, self.attn_k, self.attn_v, self.attn_output = (nn.Linear(d, d, bias=False) for _ in range(4))
        self.ffn_gate, self.ffn_up = nn.Linear(d, f, bias=False), nn.Linear(d, f, bias=False)
        self.ffn_down = nn.Linear(f, d, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """(batch, time, width) to the same."""
        batch, time, width = x.shape
        h = self.attn_norm(x)
        q, k, v = (
            layer(h).view(batch, time, self.shape.heads, self.shape.head_width).transpose(1, 2)
            for layer in (self.attn_q, self.attn_k, self.attn_v)
        )
        mixed = attend(rotate(q, cos, sin), rotate(k, cos, sin), v)
        x = x + self.attn_output(mixed.transpose(1, 2).reshape(batch, time, width))
        h = self.ffn_norm(x)
        return x + self.ffn_down(F.silu(self.ffn_gate(h)) * self.ffn_up(h))


class Llama(nn.Module):
    """Token ids (batch, time) to logits (batch, time, vocabulary); input and output embeddings are one."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.token_embd = nn.Embedding(shape.vocabulary, shape.width)
        self.blk = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.output_norm = RMSNorm(shape)
        self.cos: Tensor
        self.sin: Tensor
        cos, sin = rotation(shape)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                into_residual = name.endswith(("attn_output.weight", "ffn_down.weight"))
                nn.init.normal_(weight, std=0.02 / (math.sqrt(2 * shape.layers) if into_residual else 1))

    def forward(self, tokens: Tensor, wanted: Tensor | None = None) -> Tensor:
        """See the class. With `wanted`, a mask (batch, time), only its positions' logits: (wanted, vocabulary)."""
        x = self.token_embd(tokens)
        for block in self.blk:
            x = block(x, self.cos, self.sin)
        x = x if wanted is None else x[wanted]
        return F.linear(self.output_norm(x), self.token_embd.weight)
