"""`search`: a keystroke to the 20 newest rows of a million turns, beside LIKE and beside FTS5 by relevance."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from string import ascii_lowercase

from desktop.benchmarks.many_turns import many_turns, vocabulary
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run, abba
from desktop.storage.database import Database
from desktop.storage.search import Search
from desktop.storage.search_fts5 import as_match

MOST_P99_MS = 30.0
_ROWS = 20
_LIKE = f"""SELECT id, session_id, transcript FROM turn WHERE transcript LIKE :like OR generated LIKE :like
    ORDER BY id DESC LIMIT {_ROWS}"""
_RANK = f"""SELECT rowid, snippet(turn_search, -1, '', '', '…', 16) FROM turn_search
    WHERE turn_search MATCH :words ORDER BY rank LIMIT {_ROWS}"""


def measure(plan: Plan) -> Iterator[Row]:
    """Yield a row beside each peer; `plan.count` keystrokes of Sotto's arm, a tenth of that of each peer's."""
    path = many_turns(plan.paths.cache / "bench-history")
    run = Run("search", plan)
    typed = keystrokes(plan.count)
    with Database.open(path) as database:
        search = Search(database)
        for letter in ascii_lowercase:
            # the file's pages come into memory: the peers, which read much more of it, gain more by that
            search.turns(letter)
        run.quiet_from_here()
        arms = {"sotto": lambda query: search.turns(query, _ROWS), "like": _like(path), "rank": _rank(path)}
        times = _measure(arms, typed, run)
    sotto, p99 = times["sotto"], percentile(times["sotto"], 99)
    letters = [f"p99 {p99:.1f} ms, longest {max(sotto, default=0):.1f}", "words typed letter by letter, one or two"]
    for peer, words in (("like", "LIKE '%…%', newest first"), ("rank", "FTS5 prefix, ORDER BY rank")):
        notes = [*letters, f"peer: {words}, n {len(times[peer])}, p99 {percentile(times[peer], 99):.0f} ms"]
        target, met = f"p99 <= {MOST_P99_MS:.0f} ms", p99 <= MOST_P99_MS
        yield run.row(f"search.{peer}", sotto, times[peer], target=target, met=met, notes=notes)


def keystrokes(count: int) -> list[str]:
    """What stands in the field after each of so many keystrokes: frequent and rare words, alone and in twos."""
    rng, words = random.Random(7), vocabulary()
    typed: list[str] = []
    while len(typed) < count:
        first = words[min(int(rng.paretovariate(0.4)), len(words) - 1)]
        text = first if rng.random() < 0.5 else f"{rng.choice(words[:100])} {first}"
        typed += [text[:end] for end in range(1, len(text) + 1) if text[end - 1] != " "]
    return typed[:count]


def _measure(arms: dict[str, Callable[[str], object]], typed: Sequence[str], run: Run) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {arm: [] for arm in arms}
    for number, arm in abba(tuple(arms), len(typed)):
        # the peers take up to a second each
        if arm != "sotto" and number % 10:
            continue
        start = time.perf_counter()
        arms[arm](typed[number])
        times[arm].append((time.perf_counter() - start) * 1000)
        run.keep(arm=arm, query=typed[number], ms=times[arm][-1])
    return times


def _like(path: Path) -> Callable[[str], object]:
    return lambda query: _read(path, _LIKE, like=f"%{query}%")


def _rank(path: Path) -> Callable[[str], object]:
    return lambda query: _read(path, _RANK, words=as_match(query))


def _read(path: Path, query: str, **values: str) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.execute(query, values).fetchall()
    finally:
        connection.close()
