"""Many who book at once. Run as a script: `FOLDER PROCESSES THREADS MODE`. Writers and their customers count from 1.

Each writer is a thread with a desk of its own, and all begin together. In mode `same` all want one time; in mode
`any` each takes the first time that it sees free, until it gets one. What became of each is one line.
"""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

from desktop.packs.finding import SHIPPED
from desktop.packs.manifest import read_manifest
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.entry import desk_in
from desktop.packs.service_desk.errors import SlotTakenError
from desktop.packs.service_desk.workshop import Workshop

NOW = datetime(2026, 11, 23, 9, 12)
WANTED = datetime(2026, 11, 24, 8)
_PATIENCE_S = 60


def same(desk: Desk, number: int) -> str:
    try:
        return f"booked {desk.bookings.book(number, number, 'oil change', WANTED).id}"
    except SlotTakenError:
        return "taken"


def any_time(desk: Desk, number: int) -> str:
    for attempt in range(200):
        (start,) = desk.bookings.free_slots("brake service", date(2026, 11, 24), 1)
        try:
            return f"booked {desk.bookings.book(number, number, 'brake service', start).id} after {attempt}"
        except SlotTakenError:
            continue
    return "gave up"


def write(folder: Path, numbers: range, mode: str, together: Any, results: Any) -> None:
    """One process: a thread for each number."""
    workshop = Workshop.of(read_manifest(SHIPPED / "service_desk").data)

    def one(number: int) -> None:
        with desk_in(folder, workshop, lambda: NOW) as desk:
            desk.database()
            together.wait(_PATIENCE_S)
            results.put((same if mode == "same" else any_time)(desk, number))

    with ThreadPoolExecutor(len(numbers)) as pool:
        for done in [pool.submit(one, number) for number in numbers]:
            done.result()


def main(folder: Path, processes: int, threads: int, mode: str) -> None:
    # a fork spares four fifths of the imports; nothing is open yet
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in ways else "spawn")
    together, results = context.Barrier(processes * threads), context.SimpleQueue()
    running = [
        context.Process(target=write, args=(folder, range(first, first + threads), mode, together, results))
        for first in range(1, processes * threads + 1, threads)
    ]
    for each in running:
        each.start()
    for each in running:
        each.join()
    while not results.empty():
        print(results.get())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
