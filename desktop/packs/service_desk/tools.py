"""The desk's seven tools. Each result has a sentence in `say`, and the numbers that the next call needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from desktop.engine.tools.registry import DEADLINE_S, JsonObject, Tool, ToolError
from desktop.errors import UserFacingError
from desktop.packs.service_desk.arguments import (
    AppointmentQuery,
    Booking,
    Cancellation,
    CustomerQuery,
    Move,
    PartOfDay,
    SlotQuery,
    VinQuery,
)
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.errors import SlotTakenError
from desktop.packs.service_desk.records import Appointment, Customer
from desktop.packs.service_desk.speech import (
    spoken_appointment,
    spoken_customer,
    spoken_list,
    spoken_money,
    spoken_slots,
)
from desktop.packs.service_desk.validation import name_key
from desktop.packs.service_desk.vin import decode_vin

A = TypeVar("A")

_NOON = 12
_MOST_SLOTS = 5
_NAMELESS = ("free_slots", "decode_vin")
"""Tools in whose results no customer is named."""
_LEAST_NOTICE = timedelta(hours=1)
"""Nobody can be here sooner."""


def desk_tools(desk: Desk) -> list[Tool]:
    """`find_customer`, `free_slots`, `book_appointment`, `upcoming_appointments`, `cancel_appointment`,
    `reschedule_appointment` and `decode_vin`."""
    find_words = ("Looked up a customer", "Could not find a customer")
    slot_words = ("Looked for free times: {service}", "Could not look for free times")
    book_words = ("Booked: {service}, {starts_at:%d %B %H:%M}", "Could not book it")
    list_words = ("Looked at the appointments", "Could not look at the appointments")
    cancel_words = ("Cancelled appointment {appointment}", "Could not cancel it")
    move_words = ("Moved appointment {appointment} to {starts_at:%d %B %H:%M}", "Could not move it")
    vin_words = ("Read the VIN {vin}", "Could not read the VIN")

    def on(work: Callable[[Desk, A], JsonObject]) -> Callable[[A], JsonObject]:
        return partial(_answered, desk, work)

    tools = [
        Tool("find_customer", "Find a customer by telephone number or name.", CustomerQuery, on(_find), *find_words),
        Tool("free_slots", "List free times for a service.", SlotQuery, on(_slots), *slot_words),
        Tool("book_appointment", "Book a free time.", Booking, on(_book), *book_words, effect="write"),
        Tool("upcoming_appointments", "List booked appointments.", AppointmentQuery, on(_upcoming), *list_words),
        Tool("cancel_appointment", "Cancel one.", Cancellation, on(_cancel), *cancel_words, effect="write"),
        Tool("reschedule_appointment", "Move one to a free time.", Move, on(_move), *move_words, effect="write"),
        Tool("decode_vin", "Say what a vehicle's VIN means.", VinQuery, on(_decode), *vin_words),
    ]
    return [
        replace(
            tool,
            deadline_s=DEADLINE_S + _questions(tool) * desk.calendar.limit_s,
            quotes="nobody" if tool.name in _NAMELESS else "others",
        )
        for tool in tools
    ]


def _questions(tool: Tool) -> int:
    """How often a tool may have to wait for the calendar: busy times; and its entry, what stands there if somebody
    changed that, its entry again, and one that waits from before."""
    return 1 if tool.effect == "read" else 5


def _answered(desk: Desk, work: Callable[[Desk, A], JsonObject], arguments: A) -> JsonObject:
    try:
        return work(desk, arguments)
    except UserFacingError as error:
        raise ToolError(f"{error}; {error.advice}") from error


def _find(desk: Desk, query: CustomerQuery) -> JsonObject:
    if query.phone.strip():
        customer = desk.customers.by_phone(query.phone)
        found: Sequence[Customer] = () if customer is None else (customer,)
    else:
        found = desk.customers.by_name(query.name)
    if not found:
        return {"say": "No customer is known by that.", "customers": []}
    names = "; ".join(spoken_customer(one) for one in found)
    say = f"{names}." if len(found) == 1 else f"Several fit: {names}. Ask for the telephone number."
    if not query.phone.strip() and not all(_is_called(one, query.name) for one in found):
        say = f"Nobody is called just that; it may be this one, so ask. {say}"
    return {"say": say, "customers": [_customer(one) for one in found]}


def _is_called(customer: Customer, name: str) -> bool:
    """Whether that is a customer's name, or part of it, and not only something that sounds so."""
    return set(name_key(name).split()) <= set(name_key(customer.name).split())


def _slots(desk: Desk, query: SlotQuery) -> JsonObject:
    service, now = desk.workshop.service(query.service), desk.now()
    first = query.first_day or now.date()
    soonest = now + _LEAST_NOTICE

    def fits(start: datetime) -> bool:
        return start >= soonest and _in_part(start, query.part_of_day)

    found = desk.bookings.free_slots(service.name, first, _MOST_SLOTS, fits)
    price = spoken_money(service.price, desk.workshop)
    say = (
        f"Free for {service.name}: {spoken_slots(found, now)}. It takes {service.minutes} minutes and costs {price}."
    )
    if not found:
        say = f"Nothing is free for {service.name} in the next weeks."
    return {"say": say, "service": service.name, "slots": [_iso(slot) for slot in found]}


def _book(desk: Desk, wish: Booking) -> JsonObject:
    try:
        booked = desk.bookings.book(wish.customer, wish.vehicle, wish.service, wish.starts_at)
    except SlotTakenError as error:
        raise _with_others(desk, error, wish.service, wish.starts_at) from error
    price = spoken_money(booked.price, desk.workshop)
    return _told(desk, booked, f"Booked for {booked.customer_name}", f" It costs {price}.")


def _upcoming(desk: Desk, query: AppointmentQuery) -> JsonObject:
    if query.customer is not None:
        desk.customers.get(query.customer)  # or nobody would be told that there is no such customer
    found = desk.bookings.upcoming(query.customer, query.day)
    alone = query.customer is not None
    told = [("" if alone else f"{one.customer_name}, ") + spoken_appointment(one, desk.now()) for one in found]
    say = f"{spoken_list(told)}." if told else "There is no appointment to come."
    return {"say": say[:1].upper() + say[1:], "appointments": [_appointment(one) for one in found]}


def _cancel(desk: Desk, wish: Cancellation) -> JsonObject:
    gone = desk.bookings.cancel(wish.appointment, wish.reason)
    return _told(desk, gone, f"Cancelled for {gone.customer_name}")


def _move(desk: Desk, wish: Move) -> JsonObject:
    try:
        moved = desk.bookings.reschedule(wish.appointment, wish.starts_at)
    except SlotTakenError as error:
        service = desk.bookings.get(wish.appointment).service
        raise _with_others(desk, error, service, wish.starts_at) from error
    return _told(desk, moved, f"Moved for {moved.customer_name}")


def _decode(desk: Desk, query: VinQuery) -> JsonObject:
    found = decode_vin(query.vin, desk.now().year)
    maker = f"A {found.maker}" if found.maker else "A vehicle of a maker that is not known here"
    made = f", made in {found.country}" if found.country else ""
    say = f"{maker} of model year {found.year}{made}. The check digit is right."
    return {"say": say, "maker": found.maker, "country": found.country, "year": found.year, "serial": found.serial}


def _with_others(desk: Desk, error: SlotTakenError, service: str, wished: datetime) -> SlotTakenError:
    """The error with times that are free around the wish."""
    soonest = desk.now() + _LEAST_NOTICE
    found = desk.bookings.free_slots(service, wished.date(), _MOST_SLOTS, lambda start: start >= soonest)
    others = f"free are {spoken_slots(found, desk.now())}" if found else error.advice
    return SlotTakenError(str(error), advice=others)


def _in_part(start: datetime, part: PartOfDay) -> bool:
    return part == "any" or (start.hour < _NOON) == (part == "morning")


def _told(desk: Desk, appointment: Appointment, what: str, more: str = "") -> JsonObject:
    say = f"{what}: {spoken_appointment(appointment, desk.now())}.{more}"
    if appointment.untold:  # it is so all the same; but somebody may look at the calendar
        say += f" The workshop's calendar does not have it yet: {appointment.untold}."
    return {"say": say, **_appointment(appointment)}


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _customer(customer: Customer) -> dict[str, Any]:
    vehicles = [{"vehicle": one.id, "name": one.name, "plate": one.plate} for one in customer.vehicles]
    return {"customer": customer.id, "name": customer.name, "phone": customer.phone, "vehicles": vehicles}


def _appointment(appointment: Appointment) -> dict[str, Any]:
    return {
        "appointment": appointment.id,
        "customer": appointment.customer,
        "service": appointment.service,
        "starts_at": _iso(appointment.starts_at),
        "state": appointment.state.value,
    }
