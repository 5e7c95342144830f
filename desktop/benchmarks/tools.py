"""`tools`: a call to its result, through the registry: built-in, the desk's at 10,000 customers, and servers'."""

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

from desktop.benchmarks.many_turns import vocabulary
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run
from desktop.benchmarks.tool_servers import by_pipe, by_web
from desktop.engine.backends.assemble import gather_tools
from desktop.engine.tools.history import Found, Search
from desktop.engine.tools.registry import Registry
from desktop.errors import UserFacingError
from desktop.paths import Paths
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.records import TurnRecord, new_session_id
from desktop.terms import ModelNames, Outcome, Source, Timings

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
    ("clear_notes", {}),
    ("set_timer", {"seconds": 600, "label": "tea"}),
    ("timer_left", {}),
    ("search_history", {"query": "morning train"}),
)
_UNDONE: tuple[tuple[str, dict[str, object], str, dict[str, object]], ...] = (
    ("remove_note", {"text": "milk"}, "add_note", {"text": "milk"}),
    ("cancel_timer", {}, "set_timer", {"seconds": 600, "label": "tea"}),
)
"""Tools that undo something, each with what does it first, which is not measured."""
_PAST = 2000
"""Turns that are searched."""
_ADD: dict[str, object] = {"a": 19, "b": 23}
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
        for name, serve in (("stdio", by_pipe), ("web", by_web)):
            with serve(Path(folder)) as registry:
                yield _row(
                    run, f"tools.mcp-{name}", registry, [(f"{name}_add", _ADD)] * (plan.count + 1), MOST_P95_MS
                )


def _built_in(plan: Plan, run: Run, folder: Path) -> Iterator[Row]:
    with _record(folder) as search:
        registry, _ = gather_tools(folder, search)
        for name, arguments in _BUILT_IN:
            yield _row(run, f"tools.{name}", registry, [(name, arguments)] * (plan.count + 1), MOST_P95_MS)
        for name, arguments, first, given in _UNDONE:
            calls = [(name, arguments)] * (plan.count + 1)
            yield _row(run, f"tools.{name}", registry, calls, MOST_P95_MS, first=(first, given))


def _turn(session: str, number: int, said: str) -> TurnRecord:
    at, timings, models = _NOW.astimezone(), Timings(), ModelNames(stt="", llm="", tts="")
    return TurnRecord(
        session, number, at, Source.TEXT, Outcome.COMPLETED, said, "en", 1.0, said, said, said, 0.0, timings, models
    )


@contextmanager
def _record(folder: Path) -> Iterator[Search]:
    """Past conversations of two thousand turns, as the tool searches them."""
    rng, known = random.Random(_SEED), vocabulary()[:100]
    with Database.open(folder / "sotto.db") as database:
        store, session = Conversations(database), new_session_id()
        store.start_session(session, _NOW.astimezone())
        said = [" ".join(rng.choices(known, k=12)) for _ in range(_PAST)]
        store.add_turns([_turn(session, number, words) for number, words in enumerate(said, 1)])

        def search(query: str, most: int) -> Sequence[Found]:
            turns = store.search(query, most, session="", tool="search_history")
            return [Found(turn.started_at, turn.transcript, turn.generated) for turn in turns]

        yield search


def _row(
    run: Run,
    name: str,
    registry: Registry,
    calls: Calls,
    most: float,
    first: tuple[str, Mapping[str, object]] | None = None,
) -> Row:
    (tool, arguments), *measured = calls
    if first is not None:
        registry.call(_request(*first))
    registry.call(_request(tool, arguments))  # libraries are loaded, and the file's pages come into memory
    times, failed = list[float](), 0
    for tool, arguments in measured:
        if first is not None:
            registry.call(_request(*first))
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
    from desktop.packs.finding import find_pack

    manifest = open_pack("service_desk", paths).manifest  # says what is not installed

    from desktop.packs.service_desk.entry import open_desk
    from desktop.packs.service_desk.generator import generate
    from desktop.packs.service_desk.tools import desk_tools

    name = manifest.name
    with open_desk(pack_home(manifest, find_pack(name, paths), paths.pack_data / name, lambda: _NOW)) as desk:
        generate(desk, _SEED)
        registry = Registry(desk_tools(desk))
        yield desk, registry
        registry.close()


def _desk_calls(desk: Desk, count: int) -> Mapping[str, Calls]:
    """One call more than measured of each tool, each for another customer. None of them is refused."""
    rng = random.Random(_SEED)
    customers = [desk.customers.get(rng.randint(1, 10_000)) for _ in range(count + 1)]
    twice = 2 * (count + 1)  # into the first half of the times is booked, into the second moved
    free = desk.bookings.free_slots("oil change", _NOW.date(), twice, lambda start: start.minute == 0)
    booked = desk.bookings.upcoming(limit=20 * twice)
    moved = [one for one in booked if one.service == "oil change"][: count + 1]  # they take as long as the times do
    cancelled = [one for one in booked if one.service != "oil change"][: count + 1]
    if len(free) < twice or min(len(moved), len(cancelled)) <= count:
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
            for one, start in zip(customers, free[: count + 1], strict=True)
        ],
        "cancel_appointment": [
            ("cancel_appointment", {"appointment": one.id, "reason": "is ill"}) for one in cancelled
        ],
        "reschedule_appointment": [
            ("reschedule_appointment", {"appointment": one.id, "starts_at": start.isoformat(timespec="minutes")})
            for one, start in zip(moved, free[count + 1 :], strict=True)
        ],
    }
    return calls


def _booking(customer: int, vehicle: int, start: datetime) -> dict[str, object]:
    at = start.isoformat(timespec="minutes")
    return {"customer": customer, "vehicle": vehicle, "service": "oil change", "starts_at": at}


def _misheard(name: str) -> str:
    """A name that sounds like it and is written in another way."""
    return name[0] + "".join("e" if c in "aiou" else c for c in name[1:])
