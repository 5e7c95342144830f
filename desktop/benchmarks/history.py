"""`history`: opening the record of a million turns and turning its pages, beside a list that reads all sessions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from desktop.benchmarks.past import TURNS, past
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run, abba
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database

LONGEST_OPEN_MS = 50.0
LONGEST_PAGE_MS = 8.0
PAGE = 50
"""Sessions that a list shows at once, and then some."""


def measure(plan: Plan, turns: int = TURNS) -> Iterator[Row]:
    """Yield a row for opening and one for scrolling; the history is made at the first time. Raises DatabaseError."""
    path = past(plan.paths.cache / "bench-history", turns)
    run = Run("history", plan)
    arms: dict[str, Callable[[], None]] = {"sotto": lambda: _open(path, PAGE), "peer": lambda: _open(path, turns)}
    took: dict[str, list[float]] = {arm: [] for arm in arms}
    for number, arm in abba([*arms], plan.count):
        took[arm].append(_ms(arms[arm]))
        run.keep(row="history.open", arm=arm, round=number, ms=took[arm][-1])
    worst = percentile(took["sotto"], 95)
    yield run.row("history.open", took["sotto"], took["peer"], target=f"p95 <= {LONGEST_OPEN_MS:.0f} ms",
                  met=worst <= LONGEST_OPEN_MS, notes=[f"{turns:,} turns", f"{PAGE} sessions"])  # fmt: skip
    yield _scroll(path, plan, run)


def _open(path: Path, sessions: int) -> None:
    """What a window does until the list stands: open the file, read a page of sessions and the turns of the first."""
    with Database.open(path) as database:
        store = Conversations(database)
        store.turns(store.sessions(limit=sessions)[0].id)


def _scroll(path: Path, plan: Plan, run: Run) -> Row:
    pages = []
    with Database.open(path) as database:
        store, last = Conversations(database), None
        for number in range(plan.count):
            start = time.perf_counter()
            page = store.sessions(limit=PAGE, before=last)
            pages.append((time.perf_counter() - start) * 1000)
            run.keep(row="history.page", arm="sotto", round=number, ms=pages[-1])
            last = page[-1] if len(page) == PAGE else None
    return run.row("history.page", pages, [], target=f"p95 <= {LONGEST_PAGE_MS:.0f} ms",
                   met=percentile(pages, 95) <= LONGEST_PAGE_MS, notes=[f"{PAGE} sessions further"])  # fmt: skip


def _ms(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
