"""Train a LoRA adapter for the starter language model, a pirate: `python -m models.recipes.llm.adapter FILE.gguf`.

Takes some minutes on one core and no network. The weights of the model stay as they are in its file; two thin
matrices beside each of its own learn the difference.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator
from pathlib import Path

import gguf
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from models.recipes.llm.begin import inherit
from models.recipes.llm.data import Batches
from models.recipes.llm.model import Block, Llama, Shape
from models.recipes.llm.pirate import as_pirate
from models.recipes.llm.train import PROBES, answer, loss_of
from models.recipes.llm.vocabulary import from_gguf

STARTER = Path(__file__).parents[2] / "starter" / "llm" / "starter.gguf"
PIRATE = "The starter model, spoken by a pirate"
MATRICES = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


class Adapted(nn.Module):
    """A matrix that is left alone, and the product of two thin ones beside it: W x + alpha / rank * B A x."""

    def __init__(self, base: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        self.base, self.scale = base, alpha / rank
        self.lora_a = nn.Parameter(torch.randn(rank, base.in_features) / math.sqrt(base.in_features))
        self.lora_b = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) to (..., out)."""
        return self.base(x) + (x @ self.lora_a.T @ self.lora_b.T) * self.scale  # type: ignore[no-any-return]


class PirateBatches(Batches):
    """The starter's own dialogues, with the replies of a pirate."""

    def ids(self, turn: tuple[str, str]) -> list[int]:
        """Token ids of one turn as the chat template writes it."""
        return super().ids(as_pirate(turn))


def options() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--alpha", type=float, default=16)
    parser.add_argument("--rate", type=float, default=3e-3, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=5)
    return parser.parse_args()


def adapt(model: Llama, rank: int, alpha: float) -> list[nn.Parameter]:
    """Put thin matrices beside each of the blocks' own, and return what is to be trained."""
    model.requires_grad_(False)
    for block in model.blk:
        assert isinstance(block, Block)
        for name in MATRICES:
            setattr(block, name, Adapted(getattr(block, name), rank, alpha))
    return [weight for weight in model.parameters() if weight.requires_grad]


def train(model: Llama, tokenizer: Tokenizer, weights: list[nn.Parameter], chosen: argparse.Namespace) -> None:
    """Train for the chosen minutes, and print what it comes to."""
    stepper = torch.optim.AdamW(weights, lr=chosen.rate, weight_decay=0.0)
    began = shown = time.monotonic()
    for step, (tokens, worth) in enumerate(PirateBatches(tokenizer, chosen.seed)):
        done = (time.monotonic() - began) / 60 / chosen.minutes
        if done >= 1:
            break
        for group in stepper.param_groups:
            group["lr"] = chosen.rate * min(1.0, (step + 1) / 30, (1 - done) / 0.6 + 0.01)
        loss = loss_of(model, tokens, worth)
        stepper.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(weights, 1.0)
        stepper.step()
        if time.monotonic() - shown > 60:
            shown = time.monotonic()
            print(f"{done * chosen.minutes:.1f} min, step {step}, loss {loss.item():.3f}", flush=True)
    print(*(f"  {probe} -> {answer(model, tokenizer, probe)!r}" for probe in PROBES), sep="\n", flush=True)


def tensors(model: Llama) -> Iterator[tuple[str, Tensor]]:
    """The thin matrices, by the names that llama.cpp knows them by."""
    for name, weight in model.named_parameters():
        if weight.requires_grad:
            matrix, _, side = name.rpartition(".")
            yield f"{matrix}.weight.{side}", weight


def export(model: Llama, target: Path, alpha: float, name: str = "Pirate", what: str = PIRATE) -> None:
    """Write the adapter with 16 bits a weight; `what` describes it."""
    writer = gguf.GGUFWriter(target, "llama")
    writer.add_type("adapter")
    writer.add_name(name)
    writer.add_description(what)
    writer.add_license("GPL-3.0-or-later")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    for tensor, weight in tensors(model):
        writer.add_tensor(tensor, weight.detach().half().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    """Run the command."""
    chosen = options()
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(1)
    tokenizer = from_gguf(STARTER)
    model = Llama(Shape(tokenizer.get_vocab_size()))
    inherit(model, tokenizer, STARTER)
    weights = adapt(model, chosen.rank, chosen.alpha)
    print(f"{sum(weight.numel() for weight in weights):,} weights beside the model's", flush=True)
    train(model, tokenizer, weights, chosen)
    export(model, chosen.target, chosen.alpha)
    print(f"{chosen.target}: {chosen.target.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
