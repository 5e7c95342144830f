"""The utterances of a work folder as batches of features and tokens."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.recipes.common.grammar import normalise
from models.recipes.common.held_out import held_out
from models.recipes.stt import augment, tokens

BATCH_FRAMES = 7000
MOST_ROWS = 56
PADDINGS = (8, 20, 20, 20, 40, 100)
"""Frames of silence after a batch, each 10 ms. A few batches are padded nearly to the full 30 s instead."""
LONG_SHARE = 0.03
LONG_ROWS = 4
STAMPED_SHARE = 0.1
"""Batches with time stamps around the text, as recognisers that ask for segments want them."""

Batch = list[Any]


class Corpus:
    """The utterances found in the work folder; looks for new files after every pass over them."""

    def __init__(self, work: Path, tokenizer: Tokenizer, rng: random.Random) -> None:
        self._work, self._tokenizer, self._rng = work, tokenizer, rng
        self._files: set[Path] = set()
        self._away = held_out()
        self._data: Batch = []
        self._sot, self._plain = (
            tokenizer.token_to_id(name) for name in ("<|startoftranscript|>", "<|notimestamps|>")
        )
        self.end: int = tokenizer.token_to_id(tokens.END)
        self._silence: int = tokenizer.token_to_id("<|nospeech|>")
        self._zero = tokenizer.get_vocab_size()
        """Id of the first time stamp; each stands for 20 ms."""

    @property
    def start(self) -> list[int]:
        """What the decoder is given first when no time stamps are wanted."""
        return [self._sot, self._plain]

    def __iter__(self) -> Iterator[Batch]:
        while True:
            for file in sorted(set(self._work.glob("train*.pkl")) - self._files):
                found = pickle.loads(file.read_bytes())
                self._data += [one for one in found if normalise(one[0]) not in self._away]
                self._files.add(file)
            if not self._data:
                raise ValueError(f"no utterances in {self._work}; run generate first")
            batches = list(self._batches())
            self._rng.shuffle(batches)
            yield from batches

    def _batches(self) -> Iterator[Batch]:
        batch: Batch = []
        for one in sorted(self._data, key=lambda one: one[1].shape[1] + self._rng.random() * 40):
            if len(batch) == MOST_ROWS or (len(batch) + 1) * one[1].shape[1] > BATCH_FRAMES:
                yield batch
                batch = []
            batch.append(one)
        yield batch

    def training(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Batch]:
        """Features changed at random, decoder input, targets, and the part of the batch that they are of."""
        if self._rng.random() < LONG_SHARE:
            batch = self._rng.sample(batch, min(len(batch), LONG_ROWS))
            padding = self._rng.randint(200, 2600)
        else:
            padding = self._rng.choice(PADDINGS)
        stamped = self._rng.random() < STAMPED_SHARE
        features, given, wanted = self.tensors(batch, padding, stamped=stamped)
        for row, (_, mels, _) in enumerate(batch):
            other = torch.from_numpy(self._rng.choice(batch)[1].astype("float32"))
            here = features[row, :, : mels.shape[1]]
            here[:] = augment.mixed(here.clone(), other, self._rng)
        augment.mask(features, self._rng)
        return features, given, wanted, batch

    def tensors(self, batch: Batch, padding: int, *, stamped: bool = False) -> tuple[Tensor, Tensor, Tensor]:
        """Features (batch, 80, frames), decoder input and targets (batch, n); -100 is no target."""
        frames = max(features.shape[1] for _, features, _ in batch) + padding
        features = torch.zeros(len(batch), 80, min(3000, frames + frames % 2))
        rows = [self._row(text, mels.shape[1], stamped) for text, mels, _ in batch]
        length = max(len(row) for row in rows) - 1
        given, wanted = torch.full((len(batch), length), self.end), torch.full((len(batch), length), -100)
        for index, (row, (text, mels, _)) in enumerate(zip(rows, batch, strict=True)):
            features[index, :, : mels.shape[1]] = torch.from_numpy(mels.astype("float32"))
            given[index, : len(row) - 1], wanted[index, : len(row) - 1] = (
                torch.tensor(row[:-1]),
                torch.tensor(row[1:]),
            )
            wanted[index, 0] = wanted[index, 0] if text else self._silence
        return features, given, wanted

    def _row(self, text: str, frames: int, stamped: bool) -> list[int]:
        """Tokens of one transcript, from the start to the end token."""
        ids = self._tokenizer.encode(" " + text).ids if text else []
        if not stamped:
            return [*self.start, *ids, self.end]
        until = [self._zero + min(1500, frames // 2)] if text else []
        return [self._sot, self._zero, *ids, *until, self.end]
