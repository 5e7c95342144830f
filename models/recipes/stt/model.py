"""A Whisper-shaped recogniser whose modules carry the names of CTranslate2's specification."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network."""

    vocabulary: int
    """Tokens, the 1,501 time stamps included."""
    width: int = 128
    encoder_layers: int = 8
    decoder_layers: int = 2
    heads: int = 2
    mels: int = 80
    audio_context: int = 1500
    text_context: int = 448
    letters: int = 29
    """Classes of the auxiliary CTC loss: blank, a to z, space, apostrophe."""


def sinusoids(length: int, channels: int) -> NDArray[np.float32]:
    """Whisper's fixed encoder positions, (length, channels)."""
    step = np.log(10000) / (channels // 2 - 1)
    angles = np.arange(length)[:, None] * np.exp(-step * np.arange(channels // 2))
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def attend(q: Tensor, k: Tensor, v: Tensor, causal: bool = False) -> Tensor:
    """Attention over (batch, heads, time, width); in bfloat16 on a CPU three times as fast as torch's fused one."""
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    if causal:
        later = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
        scores = scores.masked_fill(later, -math.inf)
    return scores.softmax(-1) @ v


class SelfAttention(nn.Module):
    """Queries, keys and values in one matrix; keys have no bias, as in Whisper."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        d = shape.width
        self.heads = shape.heads
        self.layer_norm = nn.LayerNorm(d)
        self.linear_0, self.linear_1 = nn.Linear(d, 3 * d), nn.Linear(d, d)
        key_bias = torch.ones(3 * d)
        key_bias[d : 2 * d] = 0
        self.without_key_bias: Tensor
        self.register_buffer("without_key_bias", key_bias, persistent=False)

    def forward(self, x: Tensor, causal: bool) -> Tensor:
        """(batch, time, width) to the same."""
        h = F.linear(self.layer_norm(x), self.linear_0.weight, self.linear_0.bias * self.without_key_bias)
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in h.chunk(3, -1))
        mixed = attend(q, k, v, causal)
        return x + self.linear_1(mixed.transpose(1, 2).flatten(-2))


class CrossAttention(nn.Module):
    """Queries from the text, keys and values from the audio."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        d = shape.width
        self.heads = shape.heads
        self.layer_norm = nn.LayerNorm(d)
        self.linear_0, self.linear_1, self.linear_2 = nn.Linear(d, d), nn.Linear(d, 2 * d), nn.Linear(d, d)
        key_bias = torch.ones(2 * d)
        key_bias[:d] = 0
        self.without_key_bias: Tensor
        self.register_buffer("without_key_bias", key_bias, persistent=False)

    def forward(self, x: Tensor, audio: Tensor) -> Tensor:
        """(batch, tokens, width) and (batch, time, width) to (batch, tokens, width)."""
        both = F.linear(audio, self.linear_1.weight, self.linear_1.bias * self.without_key_bias)
        parts = (self.linear_0(self.layer_norm(x)), *both.chunk(2, -1))
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts)
        mixed = attend(q, k, v)
        return x + self.linear_2(mixed.transpose(1, 2).flatten(-2))


class FeedForward(nn.Module):
    """Two layers with GELU between."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        d = shape.width
        self.layer_norm = nn.LayerNorm(d)
        self.linear_0, self.linear_1 = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)

    def forward(self, x: Tensor) -> Tensor:
        """Shape kept."""
        return x + self.linear_1(F.gelu(self.linear_0(self.layer_norm(x))))


class EncoderLayer(nn.Module):
    """Attention over the audio."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self_attention, self.ffn = SelfAttention(shape), FeedForward(shape)

    def forward(self, x: Tensor) -> Tensor:
        """Shape kept."""
        return self.ffn(self.self_attention(x, False))


class DecoderLayer(nn.Module):
    """Attention over the text so far, then over the audio."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self_attention, self.attention = SelfAttention(shape), CrossAttention(shape)
        self.ffn = FeedForward(shape)

    def forward(self, x: Tensor, audio: Tensor) -> Tensor:
        """Shape of x kept."""
        return self.ffn(self.attention(self.self_attention(x, True), audio))


class Encoder(nn.Module):
    """Log-mel features (batch, mels, frames) to (batch, frames / 2, width)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        d = shape.width
        self.conv1 = nn.Conv1d(shape.mels, d, 3, padding=1)
        self.conv2 = nn.Conv1d(d, d, 3, stride=2, padding=1)
        self.positions: Tensor
        self.register_buffer("positions", torch.tensor(sinusoids(shape.audio_context, d)), persistent=False)
        for index in range(shape.encoder_layers):
            self.add_module(f"layer_{index}", EncoderLayer(shape))
        self.layers = shape.encoder_layers
        self.layer_norm = nn.LayerNorm(d)

    def forward(self, features: Tensor) -> Tensor:
        """See the class."""
        x = F.gelu(self.conv2(F.gelu(self.conv1(features)))).transpose(1, 2)
        x = x + self.positions[: x.shape[1]]
        for index in range(self.layers):
            x = self.get_submodule(f"layer_{index}")(x)
        return self.layer_norm(x)


class Decoder(nn.Module):
    """Tokens (batch, n) and audio (batch, time, width) to logits (batch, n, vocabulary)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embeddings = nn.Embedding(shape.vocabulary, shape.width)
        nn.init.normal_(self.embeddings.weight, std=0.02)
        self.positions = nn.Parameter(torch.randn(shape.text_context, shape.width) * 0.01)
        for index in range(shape.decoder_layers):
            self.add_module(f"layer_{index}", DecoderLayer(shape))
        self.layers = shape.decoder_layers
        self.layer_norm = nn.LayerNorm(shape.width)

    def forward(self, tokens: Tensor, audio: Tensor) -> Tensor:
        """See the class."""
        x = self.embeddings(tokens) + self.positions[: tokens.shape[1]]
        for index in range(self.layers):
            x = self.get_submodule(f"layer_{index}")(x, audio)
        return F.linear(self.layer_norm(x), self.embeddings.weight)


class Whisper(nn.Module):
    """Encoder, decoder, and a letter classifier on the encoder that only training uses."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoder, self.decoder = Encoder(shape), Decoder(shape)
        self.letters = nn.Linear(shape.width, shape.letters)

    @torch.no_grad()
    def begin_with(self, known: Mapping[str, Tensor]) -> None:
        """Take over the weights of a model of this width; layers that it lacks begin by passing on their input."""
        weights = self.state_dict()
        for name, weight in weights.items():
            if name in known:
                weight.copy_(known[name])
            elif "layer_" in name and name.removesuffix(".weight").removesuffix(".bias").endswith(_LAST):
                weight.zero_()


_LAST = ("self_attention.linear_1", ".attention.linear_2", "ffn.linear_1")
"""What each part of a layer adds to its input comes out of these."""
