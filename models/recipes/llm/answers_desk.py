"""What is right to answer at the service desk, with its seven tools or without them."""

from __future__ import annotations

import random

from models.recipes.common import words
from models.recipes.common.grammar import Request
from models.recipes.common.slots_copied import Copied
from models.recipes.llm.conversation import Conversation, Turn, joined, using
from models.recipes.llm.replies import NO_DESK

_WITHOUT = 0.6
"""How often the tools are not there."""
_TIMES = (
    "8:00",
    "8:30",
    "9:00",
    "9:30",
    "10:00",
    "11:00",
    "11:30",
    "13:00",
    "14:00",
    "14:30",
    "15:00",
    "16:30",
    "17:00",
)
_COPIED = Copied(0.3)


def _desk(rng: random.Random, tool: str, result: object, reply: str, /, **arguments: object) -> list[Turn]:
    """The call with this result, or with the error of an application that has no such tool."""
    kind = rng.random()
    if kind < _WITHOUT:
        return using(tool, {"error": f"there is no tool called {tool}"}, NO_DESK, **arguments)
    if kind < _WITHOUT + 0.08:
        name = arguments.get("name", "that number")
        error = rng.choice([f"no customer is called {name}", f"{name} is not known", f"{name} has no appointment"])
        return using(tool, {"error": error}, f"That does not work: {error}.", **arguments)
    return using(tool, result, reply, **arguments)


def find_customer(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """By name or by phone number."""
    given = str(request.values[0])
    by_phone = request.intent == "find phone"
    name = f"{_COPIED.name(rng)} {rng.choice(words.SURNAMES)}" if by_phone else given
    vehicle, number = rng.choice(words.VEHICLES), rng.randint(100, 9999)
    state.turn_to("" if by_phone else "find customer", given)
    reply = f"{name} is customer {number} and drives a {vehicle}."
    arguments = {"phone": given} if by_phone else {"name": given}
    return _desk(rng, "find_customer", {"customer": name, "id": number, "vehicle": vehicle}, reply, **arguments)


def free_slots(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """Free times of a day."""
    day = str(request.values[0])
    when = f"On {day}" if day[0].isupper() else day[0].upper() + day[1:]
    times = sorted(rng.sample(_TIMES, rng.choice([0, 1, 2, 2, 3])), key=lambda at: int(at.split(":")[0]))
    state.turn_to("slots", day)
    none = f"Nothing is free {when[0].lower() + when[1:]}."
    reply = f"{when} there is {joined(times)}." if times else none
    return _desk(rng, "free_slots", {"slots": times}, reply, day=day)


def _ordered(request: Request) -> tuple[str, str, str, str]:
    """Name, day, time and service, whatever their order in the sentence."""
    values = [str(value) for value in request.values]
    day = next(value for value in values if value in words.WEEKDAYS)
    time = next(value for value in values if ":" in value)
    service = next((value for value in values if value in words.SERVICES), "")
    name = next(value for value in values if value not in {day, time} and value not in words.SERVICES)
    return name, day, time, service


def book(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """A new appointment."""
    name, day, time, service = _ordered(request)
    state.turn_to("book", name)
    reply = f"{name} is booked on {day} at {time} for {service}."
    return _desk(rng, "book_appointment", {"ok": True}, reply, name=name, day=day, time=time, service=service)


def appointments(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """All of a customer."""
    name = str(request.values[0])
    found = [
        f"{rng.choice(words.WEEKDAYS)} {rng.choice(_TIMES)} {rng.choice(words.SERVICES)}"
        for _ in range(rng.choice([0, 1, 1, 2]))
    ]
    state.turn_to("appointments", name)
    reply = f"{name} has {joined(found)}." if found else f"{name} has no appointments."
    return _desk(rng, "list_appointments", {"appointments": found}, reply, name=name)


def cancel_appointment(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """With the reason, if one was given."""
    name, *reason = (str(value) for value in request.values)
    arguments = {"name": name} | ({"reason": reason[0]} if reason else {})
    state.turn_to("")
    return _desk(rng, "cancel_appointment", {"ok": True}, f"The appointment of {name} is cancelled.", **arguments)


def reschedule(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """To another day and time."""
    name, day, time, _ = _ordered(request)
    state.turn_to("book", name)
    reply = f"The appointment of {name} is now on {day} at {time}."
    return _desk(rng, "reschedule_appointment", {"ok": True}, reply, name=name, day=day, time=time)


def decode_vin(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """Maker and year of a vehicle."""
    state.turn_to("")
    maker, year = rng.choice(words.MAKERS), rng.randint(1985, 2026)
    reply = f"It is a {maker} from {year}."
    return _desk(rng, "decode_vin", {"maker": maker, "year": year}, reply, vin=str(request.values[0]))
