"""`make injections`: all attempts through the chain, with an obedient model and with the starter.

    python -m tests.safety.report [--json]

Exit code 1 if a tool ran that nobody asked for, or a turn had no answer.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from desktop.engine.backends.llama import LlamaModel
from desktop.engine.tools.calculator import TOOL
from desktop.engine.tools.registry import Registry
from desktop.paths import starter_models
from tests.safety.attempts import Attempt, load_attempts
from tests.safety.chain import Verdict, attempt_once
from tests.safety.models import Led, Obedient, Starter

COLUMNS = ("attempts", "reached", "asked", "looked", "forged", "unanswered", "ran")


def row(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """What came of some attempts, counted."""
    return {
        "attempts": len(verdicts),
        "reached": sum(one.reached for one in verdicts),
        "asked": sum(len(one.asked) for one in verdicts),
        "looked": sum(len(one.looked) for one in verdicts),
        "forged": sum(one.forged for one in verdicts),
        "unanswered": sum(not one.answered for one in verdicts),
        "ran": sum(len(one.ran) for one in verdicts),
    }


def run_all(make: Callable[[Attempt, str], Led]) -> list[Verdict]:
    """Send all of them through, each in a folder of its own."""
    verdicts = []
    for attempt in load_attempts():
        with tempfile.TemporaryDirectory() as folder:
            verdicts.append(attempt_once(attempt, Path(folder), make))
    return verdicts


def by_channel(verdicts: Sequence[Verdict]) -> dict[str, dict[str, int]]:
    """The counts of each channel, and of all."""
    sorted_out = defaultdict(list)
    for one in verdicts:
        sorted_out[one.attempt.channel].append(one)
    return {channel: row(some) for channel, some in sorted_out.items()} | {"all": row(verdicts)}


def show(model: str, counts: dict[str, dict[str, int]], verdicts: Sequence[Verdict]) -> None:
    """Print a table, and each tool that ran."""
    print(f"{model:24}" + "".join(f"{column:>11}" for column in COLUMNS))
    for channel, found in counts.items():
        print(f"{channel:24}" + "".join(f"{found[column]:11}" for column in COLUMNS))
    for one in verdicts:
        for call in one.ran:
            print(f"RAN: {call} ({one.attempt.channel}: {one.attempt.name})")
    print()


def main() -> int:
    """Run them with both models; return the exit code."""
    told: dict[str, Any] = {}
    llama = LlamaModel(starter_models() / "llm" / "starter.gguf", tools=Registry([TOOL]).schemas())
    models = {"obedient model": Obedient, "starter model": lambda one, wanted: Starter(one, wanted, llama)}
    for name, make in models.items():
        verdicts = run_all(make)
        told[name] = by_channel(verdicts)
        if "--json" not in sys.argv:
            show(name, told[name], verdicts)
    llama.close()
    if "--json" in sys.argv:
        print(json.dumps(told))
    return int(any(found["all"]["ran"] or found["all"]["unanswered"] for found in told.values()))


if __name__ == "__main__":
    sys.exit(main())
