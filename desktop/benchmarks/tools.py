"""`tools`: a call to its result, through the registry: those built in, and the desk's at 10,000 customers."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run
from desktop.engine.backends.assemble import gather_tools
from desktop.engine.tools.registry import Registry
from desktop.errors import UserFacingError
from desktop.paths import Paths

if TYPE_CHECKING:
    from desktop.packs.service_desk.desk import Desk

MOST_P95_MS = 300.0
MOST_LOOKUP_MS = 5.0
_SEED = 1
_NOW = datetime(2026, 11, 23, 9, 12)
_BUILT_IN: tuple[tuple[str, dict[str, object]], ...] = (
    ("clock", {}),
    ("calculate", {"expression": "57 + 12 * 3"}),
    ("convert_units", {"amount": 3, "unit": "miles", "to": "kilometres"}),
    ("add_note", {"text": "milk"}),
    ("list_notes", {}),
    ("set_timer", {"seconds": 600, "label": "tea"}),
    ("timer_left", {}),
)
Calls = Sequence[tuple[str, Mapping[str, object]]]


def measure(plan: Plan) -> Iterator[Row]:
    """Yield a row for each tool; the look-ups have the strictest target. Raises UserFacingError without the pack."""
    run = Run("tools", plan)
    with tempfile.TemporaryDirectory() as folder:
        yield from _built_in(plan, run, Path(folder))
        with _desk(Paths(Path(folder))) as (desk, registry):
            run.quiet_from_here()
            for name, calls in _desk_calls(desk, plan.count).items():
                most = MOST_LOOKUP_MS if name.startswith("find_") else MOST_P95_MS
                yield _row(run, f"tools.{name}", registry, calls, most)


def _built_in(plan: Plan, run: Run, folder: Path) -> Iterator[Row]:
    registry, _ = gather_tools(folder, None)
    for name, arguments in _BUILT_IN:
        yield _row(run, f"tools.{name}", registry, [(name, arguments)] * (plan.count + 1), MOST_P95_MS)


def _row(run: Run, name: str, registry: Registry, calls: Calls, most: float) -> Row:
    (tool, arguments), *measured = calls
    registry.call(_request(tool, arguments))  # libraries are loaded, and the file's pages come into memory
    times, failed = list[float](), 0
    for tool, arguments in measured:
        start = time.perf_counter()
        done = registry.call(_request(tool, arguments))
        times.append((time.perf_counter() - start) * 1000)
        failed += "error" in json.loads(done.result)
        run.keep(row=name, ms=times[-1])
    p95 = percentile(times, 95)
    notes = [f"longest {max(times):.1f} ms", f"{failed} of {len(measured)} refused", "no peer"]
    return run.row(name, times, [], target=f"p95 <= {most:.0f} ms", met=p95 <= most and not failed, notes=notes)


def _request(tool: str, arguments: Mapping[str, object]) -> str:
    return json.dumps({"name": tool, "arguments": arguments})


@contextmanager
def _desk(paths: Paths) -> Iterator[tuple[Desk, Registry]]:
    from desktop.packs.enabled import open_pack, pack_home

    manifest = open_pack("service_desk", paths).manifest  # says what is not installed

    from desktop.packs.service_desk.entry import open_desk
    from desktop.packs.service_desk.generator import generate
    from desktop.packs.service_desk.tools import desk_tools

    with open_desk(pack_home(manifest, paths, lambda: _NOW)) as desk:
        generate(desk, _SEED)
        registry = Registry(desk_tools(desk))
        yield desk, registry
        registry.close()


def _desk_calls(desk: Desk, count: int) -> Mapping[str, Calls]:
    """One call more than measured of each tool, each for another customer. None of them is refused."""
    rng = random.Random(_SEED)
    customers = [desk.customers.get(rng.randint(1, 10_000)) for _ in range(count + 1)]
    free = desk.bookings.free_slots("oil change", _NOW.date(), count + 1, lambda start: start.minute == 0)
    booked = desk.bookings.upcoming(limit=count + 1)
    if len(free) <= count or len(booked) <= count:
        raise UserFacingError(f"{count} appointments do not fit", advice="measure fewer")
    slots: dict[str, object] = {"service": "inspection", "part_of_day": "morning"}
    calls: dict[str, Calls] = {
        "find_by_phone": [("find_customer", {"phone": one.phone}) for one in customers],
        "find_by_name": [("find_customer", {"name": one.name}) for one in customers],
        "find_by_sound": [("find_customer", {"name": _misheard(one.family_name)}) for one in customers],
        "free_slots": [("free_slots", slots)] * (count + 1),
        "upcoming_appointments": [("upcoming_appointments", {"customer": one.id}) for one in customers],
        "decode_vin": [("decode_vin", {"vin": one.vehicles[0].vin}) for one in customers],
        "book_appointment": [
            ("book_appointment", _booking(one.id, one.vehicles[0].id, start))
            for one, start in zip(customers, free, strict=True)
        ],
        "cancel_appointment": [("cancel_appointment", {"appointment": one.id, "reason": "is ill"}) for one in booked],
    }
    return calls


def _booking(customer: int, vehicle: int, start: datetime) -> dict[str, object]:
    at = start.isoformat(timespec="minutes")
    return {"customer": customer, "vehicle": vehicle, "service": "oil change", "starts_at": at}


def _misheard(name: str) -> str:
    """A name that sounds like it and is written in another way."""
    return name[0] + "".join("e" if c in "aiou" else c for c in name[1:])
