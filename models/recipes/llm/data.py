"""Batches of tokenised dialogues, made as they are needed."""

from __future__ import annotations

import random
from collections.abc import Iterator

import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.recipes.common.held_out import held_out
from models.recipes.llm.dialogues import Turn, dialogue

LENGTHS = ((160, 14, 0.55), (360, 6, 0.33), (1024, 2, 0.12))
"""(longest dialogue in tokens, dialogues in a batch, share of the batches): about 2,000 tokens each."""

OTHER_WEIGHT = 0.03
"""What a token that the assistant does not say counts in the loss."""


class Batches:
    """An endless, repeatable stream of (tokens, weights), each (batch, time)."""

    def __init__(self, tokenizer: Tokenizer, seed: int) -> None:
        self._tokenizer = tokenizer
        self._rng = random.Random(seed)
        self._held_out = held_out()
        self._end = tokenizer.token_to_id("<|im_end|>")

    def encode(self, turn: Turn) -> tuple[list[int], list[float]]:
        """Token ids of one turn as the chat template writes it, and what each counts in the loss."""
        role, content = turn
        head = self._tokenizer.encode(f"<|im_start|>{role}\n").ids
        body = [*self._tokenizer.encode(content).ids, self._end]
        tail = self._tokenizer.encode("\n").ids
        weight = 1.0 if role == "assistant" else OTHER_WEIGHT
        return head + body + tail, [0.0] * len(head) + [weight] * len(body) + [0.0] * len(tail)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        while True:
            longest, count, _ = self._rng.choices(LENGTHS, [share for *_, share in LENGTHS])[0]
            yield self._batch(longest, count)

    def _batch(self, longest: int, count: int) -> tuple[Tensor, Tensor]:
        tokens, weights = torch.zeros(count, longest, dtype=torch.long), torch.zeros(count, longest)
        width = 0
        for row in range(count):
            turns = dialogue(self._rng, longest, lambda turn: len(self.encode(turn)[0]), self._held_out)
            ids, worth = [], []
            for turn in turns:
                turn_ids, turn_worth = self.encode(turn)
                ids += turn_ids
                worth += turn_worth
            tokens[row, : len(ids)], weights[row, : len(ids)] = torch.tensor(ids), torch.tensor(worth)
            width = max(width, len(ids))
        return tokens[:, :width], weights[:, :width]
