"""The desk's seven tools. Each result has a sentence in `say`, and the numbers that the next call needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from desktop.engine.tools.registry import DEADLINE_S, JsonObject, Tool, ToolError
from desktop.errors import UserFacingError
from desktop.packs.service_desk import settling
from desktop.packs.service_desk.arguments import (
    AppointmentQuery,
    Booking,
    BookingWish,
    Cancellation,
    CancellationWish,
    CustomerQuery,
    Move,
    MoveWish,
    SlotQuery,
    VinQuery,
)
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.errors import SlotTakenError
from desktop.packs.service_desk.finding import find
from desktop.packs.service_desk.grounding import meant
from desktop.packs.service_desk.records import Appointment
from desktop.packs.service_desk.replies import greeted, spoken
from desktop.packs.service_desk.speech import (
    spoken_appointment,
    spoken_list,
    spoken_money,
    spoken_slots,
)
from desktop.packs.service_desk.spoken_numbers import signs
from desktop.packs.service_desk.spoken_times import Spoken
from desktop.packs.service_desk.vin import decode_vin
from desktop.wording import marked

A = TypeVar("A")
R = TypeVar("R")

_SLOTS = "free_slots"
_NAMELESS = ("free_slots", "decode_vin")
"""Tools in whose results no customer is named."""


def desk_tools(desk: Desk) -> list[Tool]:
    """`find_customer`, `free_slots`, `book_appointment`, `upcoming_appointments`, `cancel_appointment`,
    `reschedule_appointment` and `decode_vin`."""
    find_words = ("Looked up a customer", "Could not find a customer")
    slot_words = ("Looked for free times: {service}", "Could not look for free times")
    book_words = ("Booked: {service}, {starts_at:%d %B %H:%M}", "Could not book it", marked("book an appointment"))
    list_words = ("Looked at the appointments", "Could not look at the appointments")
    cancel_words = ("Cancelled appointment {appointment}", "Could not cancel it", marked("cancel an appointment"))
    move_words = (
        "Moved appointment {appointment} to {starts_at:%d %B %H:%M}",
        "Could not move it",
        marked("move an appointment"),
    )
    vin_words = ("Read the VIN {vin}", "Could not read the VIN")

    def on(work: Callable[[Desk, A], R]) -> Callable[[A], R]:
        return partial(_answered, desk, work)

    tools = [
        Tool("find_customer", "Find a customer by telephone number or name.", CustomerQuery, on(find), *find_words),
        Tool("free_slots", "List free times for a service.", SlotQuery, on(_slots), *slot_words),
        Tool(
            "book_appointment", "Book a free time.", BookingWish, on(_book), *book_words, effect="write",
            settle=on(settling.booking),
        ),
        Tool("upcoming_appointments", "List booked appointments.", AppointmentQuery, on(_upcoming), *list_words),
        Tool(
            "cancel_appointment", "Cancel one.", CancellationWish, on(_cancel), *cancel_words, effect="write",
            settle=on(settling.cancellation),
        ),
        Tool(
            "reschedule_appointment", "Move one to a free time.", MoveWish, on(_move), *move_words, effect="write",
            settle=on(settling.move),
        ),
        Tool("decode_vin", "Say what a vehicle's VIN means.", VinQuery, on(_decode), *vin_words),
    ]  # fmt: skip
    return [_furnished(desk, tool) for tool in tools]


def _furnished(desk: Desk, tool: Tool) -> Tool:
    """With its time, whose words it brings, what it makes of the caller's own, and how what it says is said."""
    return replace(
        tool,
        deadline_s=DEADLINE_S + _questions(tool) * desk.calendar.limit_s,
        quotes="nobody" if tool.name in _NAMELESS else "others",
        ground=partial(_meant, desk, tool.name),
        spoken=greeted if tool.name == "find_customer" else spoken,
        leads=tool.name == "find_customer",
    )


def _questions(tool: Tool) -> int:
    """How often a tool may have to wait for the calendar: busy times; and its entry, what stands there if somebody
    changed that, its entry again, and one that waits from before."""
    return 1 if tool.effect == "read" else 5


def _answered(desk: Desk, work: Callable[[Desk, A], R], arguments: A) -> R:
    try:
        done = work(desk, arguments)
    except UserFacingError as error:
        desk.talk.asked = str(error)
        raise ToolError(f"{error}; {error.advice}") from error
    desk.talk.asked = ""
    return done


def _meant(desk: Desk, tool: str, arguments: JsonObject, said: str) -> tuple[str, JsonObject]:
    try:
        return meant(desk, tool, arguments, said)
    except UserFacingError as error:
        desk.talk.asked = str(error)
        raise ToolError(f"{error}; {error.advice}") from error


def _slots(desk: Desk, query: SlotQuery) -> JsonObject:
    if query.service and desk.talk.moves:
        desk.talk.done()  # it is about something else than what was to be moved
    before = desk.talk.waiting(_SLOTS)
    named = query.service or before.get("service") or desk.talk.service
    day = query.first_day or str(before.get("first_day", ""))
    if not desk.talk.moves:
        desk.talk.wait(_SLOTS, service=named, first_day=day)
    desk.talk.require_caller()
    if not named:
        raise settling.unknown_service()
    service, now = desk.workshop.service(str(named)), desk.now()
    since = settling.first_day(desk, day)
    wished = replace(since, day=None, part=query.part_of_day if since.part == "any" else since.part)
    found = settling.free(desk, service.name, since, wished)
    then = settling.MOVE if desk.talk.moves else settling.BOOK
    desk.talk.offer(service.name, found, then)
    desk.talk.looked_at = day
    if not desk.talk.moves:
        desk.talk.done()
    price = spoken_money(service.price, desk.workshop)
    closed = since.day is not None and not desk.workshop.is_open(since.day)
    say = f"We are closed on {since.day:%A}s. " if closed else ""
    say += (
        f"Free for {service.name}: {spoken_slots(found, now)}. It takes {service.minutes} minutes and costs {price}."
    )
    if not found:
        say = f"Nothing is free for {service.name} in the next weeks."
    return {"say": say, "service": service.name, "slots": [_iso(slot) for slot in found], "then": then}


def _book(desk: Desk, wish: Booking) -> JsonObject:
    try:
        booked = desk.bookings.book(wish.customer, wish.vehicle, wish.service, wish.starts_at)
    except SlotTakenError as error:
        raise _with_others(desk, error, wish.service, wish.starts_at, settling.BOOK) from error
    price = spoken_money(booked.price, desk.workshop)
    desk.talk.about(booked.id, booked.service)
    desk.talk.written()
    return _told(desk, booked, f"Booked for {booked.customer_name}", f" It costs {price}.")


def _upcoming(desk: Desk, query: AppointmentQuery) -> JsonObject:
    customer = query.customer if query.customer is not None else desk.talk.caller
    if customer is not None:
        desk.customers.get(customer)  # or nobody would be told that there is no such customer
    else:
        desk.talk.wait("upcoming_appointments")
        desk.talk.require_caller()
    desk.talk.done()
    found = desk.bookings.upcoming(customer, query.day)
    alone = customer is not None
    told = [("" if alone else f"{one.customer_name}, ") + spoken_appointment(one, desk.now()) for one in found]
    say = f"{spoken_list(told)}." if told else "There is no appointment to come."
    return {"say": say[:1].upper() + say[1:], "appointments": [_appointment(one) for one in found]}


def _cancel(desk: Desk, wish: Cancellation) -> JsonObject:
    gone = desk.bookings.cancel(wish.appointment, wish.reason)
    desk.talk.about(None, "")
    desk.talk.written()
    return _told(desk, gone, f"Cancelled for {gone.customer_name}")


def _move(desk: Desk, wish: Move) -> JsonObject:
    try:
        moved = desk.bookings.reschedule(wish.appointment, wish.starts_at)
    except SlotTakenError as error:
        service = desk.bookings.get(wish.appointment).service
        raise _with_others(desk, error, service, wish.starts_at, settling.MOVE) from error
    desk.talk.about(moved.id, moved.service)
    desk.talk.written()
    return _told(desk, moved, f"Moved for {moved.customer_name}")


def _decode(desk: Desk, query: VinQuery) -> JsonObject:
    found = decode_vin(signs(query.vin), desk.now().year)
    maker = f"A {found.maker}" if found.maker else "A vehicle of a maker that is not known here"
    made = f", made in {found.country}" if found.country else ""
    say = f"{maker} of model year {found.year}{made}. The check digit is right."
    return {"say": say, "maker": found.maker, "country": found.country, "year": found.year, "serial": found.serial}


def _with_others(desk: Desk, error: SlotTakenError, service: str, wished: datetime, then: str) -> SlotTakenError:
    """The error with times that are free around the wish."""
    found = settling.free(desk, service, Spoken(day=wished.date()))
    desk.talk.offer(service, found, then)
    others = f"free are {spoken_slots(found, desk.now())}" if found else error.advice
    return SlotTakenError(str(error), advice=others)


def _told(desk: Desk, appointment: Appointment, what: str, more: str = "") -> JsonObject:
    say = f"{what}: {spoken_appointment(appointment, desk.now())}.{more}"
    if appointment.untold:  # it is so all the same; but somebody may look at the calendar
        say += f" The workshop's calendar does not have it yet: {appointment.untold}."
    return {"say": say, **_appointment(appointment)}


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _appointment(appointment: Appointment) -> dict[str, Any]:
    return {
        "appointment": appointment.id,
        "customer": appointment.customer,
        "service": appointment.service,
        "starts_at": _iso(appointment.starts_at),
        "state": appointment.state.value,
    }
