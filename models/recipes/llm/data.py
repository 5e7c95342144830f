"""Batches of tokenised dialogues, made as they are needed."""

from __future__ import annotations

import random
from collections.abc import Iterator

import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.recipes.common.held_out import held_out
from models.recipes.llm.conversation import Turn
from models.recipes.llm.dialogues import dialogue

LENGTHS = ((176, 10, 0.8), (384, 5, 0.185), (2048, 1, 0.015))
"""(longest dialogue in tokens, dialogues in a batch, share of the batches): about 1,800 tokens each. The longest take
five times as long as the others, and few are enough once the model has learned to look far back."""

OTHER_WEIGHT, OTHER_SHARE = 0.3, 0.15
"""What a token that the assistant does not say counts in the loss, and how many of these turns count at all."""


class Batches:
    """An endless, repeatable stream of (tokens, weights), each (batch, time)."""

    def __init__(self, tokenizer: Tokenizer, seed: int) -> None:
        self._tokenizer = tokenizer
        self._rng = random.Random(seed)
        self._held_out = held_out()
        self._end = tokenizer.token_to_id("<|im_end|>")
        self._heads = {
            role: tokenizer.encode(f"<|im_start|>{role}\n").ids for role in ("system", "user", "assistant", "tool")
        }
        self._tail = tokenizer.encode("\n").ids
        self._encoded: dict[Turn, list[int]] = {}

    def ids(self, turn: Turn) -> list[int]:
        """Token ids of one turn as the chat template writes it."""
        if turn not in self._encoded:
            if len(self._encoded) > 5000:
                self._encoded.clear()
            self._encoded[turn] = [
                *self._heads[turn[0]],
                *self._tokenizer.encode(turn[1]).ids,
                self._end,
                *self._tail,
            ]
        return self._encoded[turn]

    def worth(self, turn: Turn) -> list[float]:
        """What each token of the turn counts in the loss."""
        head, tail = len(self._heads[turn[0]]), len(self._tail)
        weight = 1.0 if turn[0] == "assistant" else OTHER_WEIGHT * (self._rng.random() < OTHER_SHARE)
        return [0.0] * head + [weight] * (len(self.ids(turn)) - head - tail) + [0.0] * tail

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        while True:
            longest, count, _ = self._rng.choices(LENGTHS, [share for *_, share in LENGTHS])[0]
            yield self._batch(longest, count)

    def _batch(self, longest: int, count: int) -> tuple[Tensor, Tensor]:
        tokens, weights = torch.zeros(count, longest, dtype=torch.long), torch.zeros(count, longest)
        width = 0
        for row in range(count):
            turns = dialogue(self._rng, longest, lambda turn: len(self.ids(turn)), self._held_out)
            ids = [one for turn in turns for one in self.ids(turn)]
            worth = [one for turn in turns for one in self.worth(turn)]
            tokens[row, : len(ids)], weights[row, : len(ids)] = torch.tensor(ids), torch.tensor(worth)
            width = max(width, len(ids))
        return tokens[:, :width], weights[:, :width]
