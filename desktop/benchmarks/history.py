"""`history`: the list of past conversations of a million turns: open, scroll, page, memory."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from desktop.benchmarks.many_turns import TURNS, TURNS_A_SESSION, many_turns
from desktop.benchmarks.offscreen import measured as measured_offscreen
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run, abba
from desktop.storage.browsing import Browsing
from desktop.storage.database import Database
from desktop.storage.filters import Filters
from desktop.storage.records import SessionRecord

MOST_OPEN_MS, MOST_FRAME_MS, MOST_MIB = 50.0, 8.0, 50.0
_PAGE = 100
_WHOLE = "SELECT id, title, started_at, last_at FROM session WHERE deleted_at IS NULL ORDER BY last_at DESC, id DESC"
_MADE = "the window's own list in a process of its own, 100,000 sessions, offscreen"


def measure(plan: Plan) -> Iterator[Row]:
    """Yield rows of opening, scrolling, paging and memory. The peer reads the whole list, or pages by OFFSET."""
    path = many_turns(plan.paths.cache / "bench-history")
    run = Run("history", plan)
    yield from _window(path, plan, run)
    yield _page(path, plan, run)


def _window(path: Path, plan: Plan, run: Run) -> Iterator[Row]:
    measured = measured_offscreen("desktop.ui.past.history_measure", str(path), str(plan.count))
    whole = [_timed(lambda: _read_all(path)) for _ in range(min(plan.count, 10))]
    for each in measured:
        run.keep(**each)
    opened, frames = ([each["ms"] for each in measured if each["what"] == what] for what in ("open", "frame"))
    memory = [each["mib"] for each in measured if each["what"] == "memory"]
    met = percentile(opened, 50) <= MOST_OPEN_MS
    notes = [_MADE, "made, read and painted", f"peer reads the whole list, n {len(whole)}, and paints nothing"]
    yield run.row("history.open", opened, whole, target=f"p50 <= {MOST_OPEN_MS:.0f} ms", met=met, notes=notes)
    notes = [_MADE, f"p99 {percentile(frames, 99):.1f} ms", "400 pixels a frame, pages taken in meanwhile", "no peer"]
    met = percentile(frames, 95) <= MOST_FRAME_MS
    yield run.row("history.frame", frames, [], target=f"p95 <= {MOST_FRAME_MS:.0f} ms", met=met, notes=notes)
    met = max(memory, default=0) <= MOST_MIB
    notes = [_MADE, "after opening and scrolling, above an empty list", "no peer"]
    yield run.row("history.memory", memory, [], target=f"<= {MOST_MIB:.0f} MiB", met=met, notes=notes, unit="MiB")


def _page(path: Path, plan: Plan, run: Run) -> Row:
    """A page anywhere in the list: after the last row of the page before, or by counting rows from the top."""
    times: dict[str, list[float]] = {"keyset": [], "offset": []}
    rng = random.Random(5)
    with Database.open(path) as database:
        browsing = Browsing(database)
        for _, arm in abba(("keyset", "offset"), plan.count):
            depth = rng.randrange(TURNS // TURNS_A_SESSION - 2 * _PAGE)
            before = _at(browsing, depth)
            page = {
                "keyset": lambda: browsing.sessions(Filters(), _PAGE, before),  # noqa: B023  called at once
                "offset": lambda: _read(path, f"{_COUNTED} LIMIT {_PAGE} OFFSET {depth}"),  # noqa: B023
            }[arm]
            times[arm].append(_timed(page))
            run.keep(what="page", arm=arm, depth=depth, ms=times[arm][-1])
    sotto, peer = times["keyset"], times["offset"]
    notes = [
        "100 sessions with their counts of turns, anywhere in the list",
        "peer: LIMIT 100 OFFSET n, same columns",
    ]
    met = percentile(sotto, 95) <= MOST_OPEN_MS
    return run.row("history.page", sotto, peer, target=f"p95 <= {MOST_OPEN_MS:.0f} ms", met=met, notes=notes)


_COUNTED = """SELECT session.*, (SELECT count(*) FROM turn WHERE turn.session_id = session.id) FROM session
    WHERE deleted_at IS NULL ORDER BY last_at DESC, id DESC"""


def _at(browsing: Browsing, depth: int) -> SessionRecord:
    """The session of about this row, found outside of what is measured."""
    newest = browsing.sessions(Filters(), 1)[0]
    day = newest.last_at - timedelta(seconds=75 * TURNS_A_SESSION * depth)
    return browsing.sessions(Filters(until=day), 1)[0]


def _read_all(path: Path) -> None:
    _read(path, _WHOLE)


def _read(path: Path, query: str) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.execute(query).fetchall()
    finally:
        connection.close()


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
