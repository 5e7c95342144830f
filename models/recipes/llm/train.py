"""Train the starter language model:
`python -m models.recipes.llm.train --work DIR [--start-from FILE.gguf]`."""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import torch
from gguf import GGUFReader
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)

from models.recipes.llm.data import Batches
from models.recipes.llm.model import Llama, Shape
from models.recipes.llm.vocabulary import from_gguf, learn

PROBES = (
    "What do you get for fifty-seven and twelve?",
    "give me the date of today",
    "how do I export my session",
    "Could you put lemons on the list?",
    "Who built the moon?",
)


def options() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for tokenizer and checkpoint")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--start-from", type=Path, help="GGUF file of this recipe whose weights to begin with")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def weights_of(path: Path) -> dict[str, Tensor]:
    """Tensors of an unquantised GGUF file by name."""
    return {tensor.name: torch.tensor(tensor.data).float() for tensor in GGUFReader(path).tensors}


def loss_of(model: nn.Module, tokens: Tensor, weights: Tensor) -> Tensor:
    """Weighted cross-entropy of the next token."""
    logits = model(tokens[:, :-1])
    each = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten(), reduction="none")
    worth = weights[:, 1:].flatten()
    return (each * worth).sum() / worth.sum()


@torch.no_grad()
def answer(model: nn.Module, tokenizer: Tokenizer, question: str, longest: int = 50) -> str:
    """The likeliest reply, token by token."""
    prompt = f"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n"
    ids = tokenizer.encode(prompt).ids
    start, end = len(ids), tokenizer.token_to_id("<|im_end|>")
    while len(ids) < start + longest:
        ids.append(int(model(torch.tensor([ids]))[0, -1].argmax()))
        if ids[-1] == end:
            break
    return str(tokenizer.decode(ids[start:]))


def train(model: Llama, tokenizer: Tokenizer, chosen: argparse.Namespace) -> None:
    """Train for the chosen minutes with a cosine schedule; the checkpoint is written every two minutes."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=chosen.rate, betas=(0.9, 0.95), weight_decay=0.05)
    began = shown = time.monotonic()
    losses: list[float] = []
    for step, (tokens, weights) in enumerate(Batches(tokenizer, chosen.seed)):
        done = (time.monotonic() - began) / 60 / chosen.minutes
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = chosen.rate * min(1, step / 60) * (0.5 * (1 + math.cos(math.pi * done)) + 0.01)
        loss = loss_of(model, tokens, weights)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        if time.monotonic() - shown > 120:
            shown = time.monotonic()
            recent = sum(losses[-40:]) / len(losses[-40:])
            print(f"{done * chosen.minutes:.1f} min, step {step}, loss {recent:.4f}", flush=True)
            print(
                *(f"  {probe} -> {answer(model, tokenizer, probe)!r}" for probe in PROBES),
                sep="\n",
                flush=True,
            )
            torch.save(model.state_dict(), chosen.work / "llm.pt")
    torch.save(model.state_dict(), chosen.work / "llm.pt")
    print(f"done after {len(losses)} steps")


def main() -> None:
    """Run the command."""
    chosen = options()
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(chosen.threads)
    chosen.work.mkdir(parents=True, exist_ok=True)
    tokenizer = from_gguf(chosen.start_from) if chosen.start_from else learn()
    tokenizer.save(str(chosen.work / "tokenizer.json"))
    model = Llama(Shape(tokenizer.get_vocab_size()))
    if chosen.start_from:
        model.load_state_dict(weights_of(chosen.start_from))
    print(f"{sum(weight.numel() for weight in model.parameters()) / 1e6:.2f} million parameters", flush=True)
    train(model, tokenizer, chosen)


if __name__ == "__main__":
    main()
