"""Holds scripted calls one after another with one assistant, each at the same desk at the same moment."""

from __future__ import annotations

import queue
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.assistant import Assistant
from desktop.errors import UsageError
from desktop.events import EngineEvent
from desktop.packs.finding import SHIPPED
from desktop.packs.manifest import read_manifest
from desktop.packs.service_desk.book import Entry, changes, overlapping, read_book, restore
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.entry import desk_in
from desktop.packs.service_desk.generator import Amounts, generate
from desktop.packs.service_desk.records import Appointment, Customer
from desktop.packs.service_desk.workshop import Workshop
from desktop.paths import Paths
from desktop.rehearsal.calling import Caller
from desktop.rehearsal.form import Call, Calls
from desktop.rehearsal.judging import Result, found, unconsented, wanted
from desktop.rehearsal.lines import Line, SpokenLine, TypedLine, follow
from desktop.rehearsal.wishes import Wishes
from desktop.scenarios.scene import open_scene
from desktop.settings import Settings

PACK, PERSONA = "service_desk", "Sophie"
_PATIENCE_S = 2.0
"""How long a consent is waited for that nobody gives."""


def rehearsal_settings(base: Settings) -> Settings:
    """Settings in which Sophie answers, the same each time."""
    thinking = base.language_model.model_copy(update={"temperature": 0.0})
    return base.model_copy(
        update={
            "language_model": thinking,
            "packs": base.packs.model_copy(update={"enabled": (PACK,)}),
            "personas": base.personas.model_copy(update={"own": (), "chosen": PERSONA}),
            "tools": base.tools.model_copy(update={"patience_s": _PATIENCE_S}),
            "cache": base.cache.model_copy(update={"answers": False}),
        }
    )


@dataclass
class Rehearsal:
    """A desk and an assistant, between two calls as they were at first."""

    calls: Calls
    desk: Desk
    assistant: Assistant
    line: Line
    own_words: bool = False
    """Whether callers say a time, a service and a wish only as the script has them."""

    def hold(self, call: Call) -> Result:
        """Hold one call and bring the book back. Raises UsageError when nobody is called so."""
        began, customer, before = time.monotonic(), self.customer(call), read_book(self.desk)
        self.assistant.extensions.packs.circumstances = self._about(call, customer)
        bad, book, told = list[str](), before, list[EngineEvent]()

        def after(events: Sequence[EngineEvent]) -> None:
            nonlocal book
            told.extend(events)  # what is written while the caller speaks into a reply was agreed to before
            now = read_book(self.desk)
            bad.extend(unconsented(changes(book, now), told, self._name))
            book = now

        wishes = Wishes(call, self.desk.workshop, self.calls.now)
        caller = Caller(call, customer, self.line, wishes, after, self.own_words)
        caller.hold()
        self.assistant.cancel()
        after(())
        result = Result(
            title=call.title,
            wanted=wanted(call),
            found=found(before, book, self._name),
            unconsented=tuple(bad),
            double_booked=tuple(overlapping(book)),
            exchanges=tuple(caller.exchanges),
            seconds=round(time.monotonic() - began, 2),
        )
        restore(self.desk, before)
        return result

    def customer(self, call: Call) -> Customer:
        """Who calls. Raises UsageError when nobody, or more than one, is called so."""
        alike = [one for one in self.desk.customers.by_name(call.customer) if one.name == call.customer]
        if len(alike) != 1:
            raise UsageError(
                f"{call.title}: {len(alike)} customers are called {call.customer}",
                advice="name one of that made-up desk",
            )
        return alike[0]

    def _about(self, call: Call, customer: Customer) -> dict[str, str]:
        if not call.reminded:
            return {}
        coming: Sequence[Appointment] = self.desk.bookings.upcoming(customer.id, limit=1)
        if not coming:
            raise UsageError(f"{call.title}: there is no appointment to remind of", advice="name another customer")
        return {"phone": customer.phone, "direction": "outgoing", "appointment": str(coming[0].id)}

    def _name(self, entry: Entry) -> tuple[str, str]:
        one = self.desk.bookings.get(entry.id)
        return one.customer_name, one.vehicle_name


@contextmanager
def typed_rehearsal(calls: Calls, base: Settings, *, own_words: bool = False) -> Iterator[Rehearsal]:
    """Calls in writing. Blocks until the models are there. Raises ModelError."""
    with tempfile.TemporaryDirectory(prefix="sotto-rehearsal-") as folder:
        paths = Paths(Path(folder))
        inbox: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
        with _made_desk(calls, paths) as desk:
            assistant = Assistant(
                rehearsal_settings(base),
                paths,
                follow(inbox),
                microphone=None,
                speaker=None,
                now=lambda: calls.now,
            )
            try:
                yield Rehearsal(calls, desk, assistant, TypedLine(assistant, inbox), own_words)
            finally:
                assistant.close()


@contextmanager
def spoken_rehearsal(calls: Calls, base: Settings, *, own_words: bool = False) -> Iterator[Rehearsal]:
    """Calls by voice. Blocks until the models are there. Raises ModelError."""
    with open_scene(rehearsal_settings(base)) as (scene, sounds), _made_desk(calls, Paths(scene.home)) as desk:
        yield Rehearsal(calls, desk, scene.assistant, SpokenLine(scene, sounds, calls.now), own_words)


@contextmanager
def _made_desk(calls: Calls, paths: Paths) -> Iterator[Desk]:
    """The desk of the file, made up anew."""
    workshop = Workshop.of(read_manifest(SHIPPED / PACK).data)
    with desk_in(paths.pack_data / PACK, workshop, lambda: calls.now) as desk:
        generate(desk, calls.seed, Amounts.for_customers(calls.customers))
        yield desk


def with_cause(result: Result, typed: Result) -> Result:
    """A call by voice that failed, with the cause: what goes well in writing was misheard."""
    if result.reached:
        return result
    if typed.reached:
        return replace(result, cause="hearing")
    refused = any('"error"' in call and "did not" not in call for one in typed.exchanges for call in one.tools)
    return replace(result, cause="tool" if refused else "thinking")
