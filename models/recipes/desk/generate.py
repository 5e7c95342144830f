"""Write dialogues to learn from: `python -m models.recipes.desk.generate --work DIR --count 8000`.

Runs in the application's own environment: each answer of a tool is what the tool really says, of a made-up desk.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from desktop.packs.finding import SHIPPED
from desktop.packs.manifest import Manifest, read_manifest
from desktop.packs.service_desk.calls import REMIND_WITHIN, call_facts
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.entry import desk_in
from desktop.packs.service_desk.generator import Amounts, generate
from desktop.packs.service_desk.records import Customer
from desktop.packs.service_desk.replies import WHAT
from desktop.packs.service_desk.workshop import Workshop
from models.recipes.common.held_out import held_out, held_out_names
from models.recipes.desk.caller import Caller
from models.recipes.desk.line import Line

_SIZES = (60, 120, 120, 400, 400, 3000)
"""Customers of a desk: of more, more are called alike, and their numbers are longer."""
_DIALOGUES, _CALLERS = 150, 200
"""Of one desk, and how many of its customers may call."""
_REMINDED = 0.12
_FIRST_SEED = 50_000
"""Of the desks: no test makes one from here on."""
_SHOPS = (
    "Harbour",
    "Miller",
    "Greenfield",
    "Central",
    "Riverside",
    "Kowalski",
    "North End",
    "Bridge Street",
    "Sunny",
)
_KINDS = ("Auto Service", "Garage", "Motors", "Car Workshop", "Cars and Vans")
_CUT_SHORT = 0.05
"""Of Sophie's replies, those of which only the beginning was heard."""
_SHORT_PROMPT = 0.75

Entry = tuple[str, str, bool]


def options() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for the dialogues")
    parser.add_argument("--count", type=int, default=8000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def workshop(manifest: Manifest, rng: random.Random) -> Workshop:
    """The pack's, half of the time under another name."""
    shop = f"{rng.choice(_SHOPS)} {rng.choice(_KINDS)}" if rng.random() < 0.5 else manifest.data["shop"]
    return Workshop.of({**manifest.data, "shop": shop})


def known_customers(desk: Desk, size: int, away: Collection[str], rng: random.Random) -> Sequence[Customer]:
    """Those whose names no test uses."""
    numbers = rng.sample(range(1, size + 1), min(size, _CALLERS))
    found = [desk.customers.get(number) for number in numbers]
    return [one for one in found if one.name not in away]


def cut_short(turns: Sequence[Entry], rng: random.Random) -> list[Entry]:
    """Some replies end early, as where the caller spoke into them; these are not to be learned."""
    out = []
    for at, (role, text, learn) in enumerate(turns):
        reply = role == "assistant" and not text.startswith("<tool_call>")
        if reply and at < len(turns) - 1 and len(text.split()) > 5 and rng.random() < _CUT_SHORT:
            words = text.split()
            out.append((role, " ".join(words[: rng.randrange(2, len(words))]), False))
        else:
            out.append((role, text, learn))
    return out


def dialogues(desk: Desk, size: int, manifest: Manifest, rng: random.Random) -> Iterator[list[Entry]]:
    """Calls to one desk, and from it."""
    texts, customers = held_out(), known_customers(desk, size, held_out_names(), rng)
    numbers = {one.id for one in customers}
    booked = [one for one in customers if desk.bookings.upcoming(one.id)]
    for _ in range(_DIALOGUES):
        me = rng.choice(booked if booked and rng.random() < 0.45 else customers)
        due = [one for one in desk.bookings.upcoming(me.id) if one.starts_at - desk.now() <= REMIND_WITHIN]
        circumstances = {}
        if due or rng.random() < _REMINDED:
            due = due or [one for one in desk.bookings.upcoming(limit=20) if one.customer in numbers]
        if due and rng.random() < 0.5:
            me = desk.customers.get(due[0].customer)
            circumstances = {"phone": me.phone, "direction": "outgoing", "appointment": str(due[0].id)}
        facts = call_facts(desk, circumstances)
        prompt = manifest.personas[0].choose(facts)
        assert prompt is not None
        line = Line(desk, _told(prompt.filled(facts), facts, rng), rng, texts)
        caller = Caller(desk, me, line, customers)
        if circumstances:
            caller.be_reminded(due[0])
        else:
            caller.call(f"{facts['shop']}, this is Sophie. {WHAT}")
        line.close()
        yield cut_short(line.turns, rng)


def _told(prompt: str, facts: Mapping[str, str], rng: random.Random) -> str:
    """The instructions; now and then only what is needed of them, which is quicker to learn from."""
    if "caller" not in facts or rng.random() > _SHORT_PROMPT:
        return prompt
    return f"{prompt.partition('. ')[0]}. Services: {facts['services']}. Opening hours: {facts['hours']}."


def main() -> None:
    """Run the command."""
    chosen = options()
    chosen.work.mkdir(parents=True, exist_ok=True)
    rng, manifest, made = random.Random(chosen.seed), read_manifest(SHIPPED / "service_desk"), 0
    with (chosen.work / "dialogues.jsonl").open("w", encoding="utf-8") as out:
        while made < chosen.count:
            now = datetime(2026, 1, 5, 8) + timedelta(days=rng.randrange(1500), minutes=30 * rng.randrange(16))
            size = rng.choice(_SIZES)
            with (
                tempfile.TemporaryDirectory() as folder,
                desk_in(Path(folder), workshop(manifest, rng), partial(_at, now)) as desk,
            ):
                generate(desk, _FIRST_SEED + rng.randrange(10**6), Amounts.for_customers(size))
                for turns in dialogues(desk, size, manifest, rng):
                    out.write(json.dumps(turns, ensure_ascii=False) + "\n")
                    made += 1
            print(f"{made} dialogues", flush=True)


def _at(now: datetime) -> datetime:
    return now


if __name__ == "__main__":
    main()
