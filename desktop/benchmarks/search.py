"""`search`: a keystroke to the 20 newest turns out of a million, beside looking through the text."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

from desktop.benchmarks.past import TURNS, past, vocabulary
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.search import Search

LONGEST_P99_MS = 30.0
ROWS = 20
_SEED = 5
_PEER_EVERY = 10
"""The peer takes seconds: it answers one of so many keystrokes."""


def measure(plan: Plan, turns: int = TURNS) -> Iterator[Row]:
    """Yield the row of `plan.count` keystrokes; the history is made at the first time. Raises DatabaseError."""
    path = past(plan.paths.cache / "bench-history", turns)
    run = Run("search", plan)
    took: dict[str, list[float]] = {"sotto": [], "peer": []}
    with Database.open(path) as database:
        engine, store = Search(database), Conversations(database)
        run.quiet_from_here()
        for number, typed in zip(range(plan.count), keystrokes(), strict=False):
            took["sotto"].append(_ms(lambda: engine.turns(typed, ROWS), run, "sotto", typed))  # noqa: B023
            if number % _PEER_EVERY == 0:
                peer = _ms(lambda: store.search(typed, ROWS, session="", tool=""), run, "peer", typed)  # noqa: B023
                took["peer"].append(peer)
    worst = percentile(took["sotto"], 99)
    notes = [f"p99 {worst:.1f} ms, peer {percentile(took['peer'], 99):.0f} ms", f"{turns:,} turns"]
    notes.append(f"peer {len(took['peer'])} keystrokes")
    yield run.row("search", took["sotto"], took["peer"], target=f"p99 <= {LONGEST_P99_MS:.0f} ms",
                  met=worst <= LONGEST_P99_MS, notes=notes)  # fmt: skip


def keystrokes() -> Iterator[str]:
    """Give what stands in the field after each key, of one or two words, common ones and rare ones alike."""
    chance, words = random.Random(_SEED), vocabulary()
    while True:
        # by rank, evenly over its logarithm: a common word is as likely as a rare one
        ranks = [int(len(words) ** chance.random()) - 1 for _ in range(chance.randint(1, 2))]
        query = " ".join(words[rank] for rank in ranks)
        for end in range(1, len(query) + 1):
            yield query[:end]


def _ms(work: Callable[[], object], run: Run, arm: str, typed: str) -> float:
    start = time.perf_counter()
    work()
    took = (time.perf_counter() - start) * 1000
    run.keep(row="search", arm=arm, typed=typed, ms=took)
    return took
