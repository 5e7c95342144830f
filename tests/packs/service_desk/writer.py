"""Many who book at once. Run as a script: `FILE WRITERS FIRST_VEHICLE MODE`, with a customer for each vehicle.

Each writer is a thread with a desk of its own. They begin when a line comes on standard input. In mode `same` all
want one time; in mode `any` each takes the first time that it sees free, until it gets one. What became of each is
one line.
"""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

from desktop.packs.finding import SHIPPED
from desktop.packs.manifest import read_manifest
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.errors import SlotTakenError
from desktop.packs.service_desk.workshop import Workshop

NOW = datetime(2026, 11, 23, 9, 12)
WANTED = datetime(2026, 11, 24, 8)


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


def main(folder: Path, writers: int, first: int, mode: str) -> None:
    workshop = Workshop.of(read_manifest(SHIPPED / "service_desk").data)
    go = threading.Event()

    def write(number: int) -> str:
        with Desk(folder, workshop, lambda: NOW) as desk:
            desk.database()
            ready.release()
            go.wait()
            return (same if mode == "same" else any_time)(desk, number)

    ready = threading.Semaphore(0)
    with ThreadPoolExecutor(writers) as pool:
        done = [pool.submit(write, first + number) for number in range(writers)]
        for _ in range(writers):
            ready.acquire(timeout=60)
        print("ready", flush=True)
        sys.stdin.readline()
        go.set()
        for each in done:
            print(each.result(), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
