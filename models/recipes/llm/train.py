"""Train the starter language model: `python -m models.recipes.llm.train --work DIR --minutes 75`."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)

from models.recipes.llm.begin import inherit, relate
from models.recipes.llm.data import Batches
from models.recipes.llm.model import Llama, Shape
from models.recipes.llm.vocabulary import learn

PROBES = (
    "what do you get for fifty-seven and twelve",
    "Could you put zarkels and green blims on the list?",
    "how do you spell quartet",
    "Remind me in two hours to phone the butcher.",
    "What currency is used in Poland?",
    "who built the moon",
)
_WARM_UP = 80
"""Steps until the learning rate is full."""


def options() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for tokenizer and checkpoint")
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--rate", type=float, default=4e-3, help="highest learning rate")
    parser.add_argument("--start-from", type=Path, help="GGUF file of this shape whose weights to begin with")
    parser.add_argument("--resume", action="store_true", help="go on with what is in the folder")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


def loss_of(model: nn.Module, tokens: Tensor, weights: Tensor) -> Tensor:
    """Weighted cross-entropy of the next token, where it counts."""
    wanted = weights[:, 1:] > 0
    with torch.autocast(tokens.device.type, torch.bfloat16):
        logits = model(tokens[:, :-1], wanted)
    each = F.cross_entropy(logits.float(), tokens[:, 1:][wanted], reduction="none")
    worth = weights[:, 1:][wanted]
    return (each * worth).sum() / worth.sum()


@torch.no_grad()
def answer(model: nn.Module, tokenizer: Tokenizer, question: str, longest: int = 60) -> str:
    """The likeliest reply, token by token."""
    prompt = f"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n"
    ids = tokenizer.encode(prompt).ids
    device = next(model.parameters()).device
    start, end = len(ids), tokenizer.token_to_id("<|im_end|>")
    while len(ids) < start + longest:
        ids.append(int(model(torch.tensor([ids], device=device))[0, -1].argmax()))
        if ids[-1] == end:
            break
    return str(tokenizer.decode(ids[start:]))


def optimizers(model: Llama, rate: float) -> list[torch.optim.Optimizer]:
    """Muon for the matrices, AdamW for embeddings and norms."""
    matrices = [weight for name, weight in model.named_parameters() if weight.dim() == 2 and "embd" not in name]
    others = [weight for name, weight in model.named_parameters() if weight.dim() != 2 or "embd" in name]
    return [
        torch.optim.Muon(matrices, lr=rate, momentum=0.95, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.95), weight_decay=0.01),
    ]


def rate_at(done: float, step: int) -> float:
    """Share of the highest rate: full after the first steps, from 40 % of the time down to nothing in a line."""
    return min(1.0, (step + 1) / _WARM_UP) * min(1.0, max(0.0, 1 - done) / 0.6 + 0.01)


def report(model: Llama, tokenizer: Tokenizer, minutes: float, step: int, losses: list[float]) -> None:
    """Print how far it is, and what the model answers."""
    recent = sum(losses[-60:]) / len(losses[-60:])
    print(f"{minutes:.1f} min, step {step}, loss {recent:.4f}", flush=True)
    print(*(f"  {probe} -> {answer(model, tokenizer, probe)!r}" for probe in PROBES), sep="\n", flush=True)


def train(model: Llama, tokenizer: Tokenizer, chosen: argparse.Namespace) -> None:
    """Train for the chosen minutes; the checkpoint is written every three."""
    steppers = optimizers(model, chosen.rate)
    began = shown = time.monotonic()
    losses: list[float] = []
    for step, (tokens, weights) in enumerate(Batches(tokenizer, chosen.seed)):
        done = (time.monotonic() - began) / 60 / chosen.minutes
        if done >= 1:
            break
        for stepper in steppers:
            for group in stepper.param_groups:
                group["lr"] = chosen.rate * rate_at(done, step)
        loss = loss_of(model, tokens.to(chosen.device), weights.to(chosen.device))
        model.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for stepper in steppers:
            stepper.step()
        losses.append(loss.item())
        if time.monotonic() - shown > 180:
            shown = time.monotonic()
            report(model, tokenizer, done * chosen.minutes, step, losses)
            torch.save(model.state_dict(), chosen.work / "llm.pt")
    report(model, tokenizer, chosen.minutes, len(losses), losses)
    torch.save(model.state_dict(), chosen.work / "llm.pt")


def main() -> None:
    """Run the command."""
    chosen = options()
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(chosen.threads)
    chosen.work.mkdir(parents=True, exist_ok=True)
    vocabulary, checkpoint = chosen.work / "tokenizer.json", chosen.work / "llm.pt"
    tokenizer = Tokenizer.from_file(str(vocabulary)) if chosen.resume else learn()
    tokenizer.save(str(vocabulary))
    model = Llama(Shape(tokenizer.get_vocab_size()))
    if chosen.resume:
        model.load_state_dict(torch.load(checkpoint, weights_only=True))
    elif chosen.start_from:
        inherit(model, tokenizer, chosen.start_from)
    else:
        relate(model, tokenizer)
    print(f"{sum(weight.numel() for weight in model.parameters()) / 1e6:.2f} million parameters", flush=True)
    train(model.to(chosen.device), tokenizer, chosen)


if __name__ == "__main__":
    main()
