"""A recogniser in the shape of Whisper base for English, with random weights.

Its text is planted in the position embeddings of its decoder: they outweigh the random rest, so that after its
prompt it writes one known sentence and ends, whatever it hears.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import whisper_spec
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

_WIDTH, _LAYERS, _HEADS, _MELS = 512, 6, 8, 80
_AUDIO_POSITIONS, _TEXT_POSITIONS = 1500, 448
_TEXT_TOKENS, _LANGUAGES, _TIMESTAMPS = 50_256, 99, 1501
_WEIGHT, _QUIET = 0.02, 0.002
_PLANTED = 10.0
"""How much stronger the planted text is than the token before it."""
_SURE = 2.0
"""Scale of the last normalisation: how sure the model is of what it writes."""

Array = NDArray[np.float32]


def write_whisper(folder: Path, text: str, seed: int) -> None:
    """Write a model that always understands `text`, quantised to int8."""
    vocabulary = _vocabulary(text)
    _Builder(np.random.default_rng(seed)).write(folder, vocabulary, _targets(vocabulary, text))
    _write_tokenizer(folder / "tokenizer.json", vocabulary)
    extractor = {"feature_size": _MELS, "sampling_rate": 16_000, "hop_length": 160, "chunk_length": 30, "n_fft": 400}
    (folder / "preprocessor_config.json").write_text(json.dumps(extractor), "utf-8")


def _words(text: str) -> list[str]:
    return [f"Ġ{word}" for word in text.split()]


def _vocabulary(text: str) -> list[str]:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    prefixes = {word[:end] for word in _words(text) for end in range(2, len(word) + 1)}
    ordinary = [*alphabet, *sorted(prefixes, key=lambda piece: (len(piece), piece))]
    ordinary += [f"filler{number}" for number in range(_TEXT_TOKENS - len(ordinary))]
    languages = [f"<|x{number:02d}|>" for number in range(_LANGUAGES)]
    tasks = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
    times = [f"<|{number * 0.02:.2f}|>" for number in range(_TIMESTAMPS)]
    return [
        *ordinary,
        "<|endoftext|>",
        "<|startoftranscript|>",
        *languages,
        *(f"<|{task}|>" for task in tasks),
        *times,
    ]


def _targets(vocabulary: Sequence[str], text: str) -> list[int]:
    """What is written at each position: a timestamp, for those who want one, the words, the end."""
    written = ["<|0.00|>", *_words(text)]
    number = {token: at for at, token in enumerate(vocabulary)}
    end = number["<|endoftext|>"]
    return [number[token] for token in written] + [end] * (_TEXT_POSITIONS - len(written))


def _write_tokenizer(path: Path, vocabulary: Sequence[str]) -> None:
    ordinary = vocabulary[:_TEXT_TOKENS]
    merges = [(token[:-1], token[-1]) for token in ordinary if token.startswith("Ġ") and len(token) > 1]
    tokenizer = Tokenizer(models.BPE({token: at for at, token in enumerate(ordinary)}, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in vocabulary[_TEXT_TOKENS:]])
    tokenizer.save(str(path))


class _Builder:
    """Fills CTranslate2's description of a Whisper model."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random

    def write(self, folder: Path, vocabulary: Sequence[str], targets: Sequence[int]) -> None:
        spec = whisper_spec.WhisperSpec(_LAYERS, _HEADS, _LAYERS, _HEADS)
        self._fill_encoder(spec.encoder)
        self._fill_decoder(spec.decoder, len(vocabulary), targets)
        spec.register_vocabulary(list(vocabulary))
        spec.config.suppress_ids = []
        spec.config.suppress_ids_begin = []
        spec.config.alignment_heads = [(_LAYERS - 1, 0)]
        spec.validate()
        spec.optimize(quantization="int8")
        folder.mkdir(parents=True)
        spec.save(str(folder))

    def _fill_encoder(self, encoder: Any) -> None:
        self._fill_linear(encoder.conv1, _WIDTH, _MELS, 3)
        self._fill_linear(encoder.conv2, _WIDTH, _WIDTH, 3)
        encoder.position_encodings.encodings = self._normal(_AUDIO_POSITIONS, _WIDTH)
        self._fill_norm(encoder.layer_norm)
        for layer in encoder.layer:
            self._fill_attention(layer.self_attention, [3 * _WIDTH])
            self._fill_feed_forward(layer.ffn)

    def _fill_decoder(self, decoder: Any, tokens: int, targets: Sequence[int]) -> None:
        embeddings = self._normal(tokens, _WIDTH)
        decoder.embeddings.weight = decoder.projection.weight = embeddings
        decoder.position_encodings.encodings = _PLANTED * embeddings[list(targets)]
        self._fill_norm(decoder.layer_norm, _SURE)
        for layer in decoder.layer:
            self._fill_attention(layer.self_attention, [3 * _WIDTH])
            self._fill_attention(layer.attention, [_WIDTH, 2 * _WIDTH])
            self._fill_feed_forward(layer.ffn)

    def _fill_attention(self, attention: Any, inputs: Iterable[int]) -> None:
        self._fill_norm(attention.layer_norm)
        for linear, size in zip(attention.linear, [*inputs, _WIDTH], strict=True):
            self._fill_linear(linear, size, _WIDTH)

    def _fill_feed_forward(self, network: Any) -> None:
        self._fill_norm(network.layer_norm)
        self._fill_linear(network.linear_0, 4 * _WIDTH, _WIDTH)
        self._fill_linear(network.linear_1, _WIDTH, 4 * _WIDTH)

    def _fill_linear(self, linear: Any, *shape: int) -> None:
        linear.weight = self._normal(*shape) * np.float32(_QUIET / _WEIGHT)
        linear.bias = np.zeros(shape[0], np.float32)

    def _fill_norm(self, norm: Any, scale: float = 1.0) -> None:
        norm.gamma = np.full(_WIDTH, scale, np.float32)
        norm.beta = np.zeros(_WIDTH, np.float32)

    def _normal(self, *shape: int) -> Array:
        return self._random.standard_normal(shape, np.float32) * np.float32(_WEIGHT)
