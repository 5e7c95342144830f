"""Who calls: by number or name; where a digit was lost or a name came out as another word, it is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from desktop.engine.tools.registry import JsonObject
from desktop.packs.service_desk.arguments import CustomerQuery
from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.likeness import HALFWAY, best_of
from desktop.packs.service_desk.records import Customer
from desktop.packs.service_desk.speech import spoken_customer, spoken_list
from desktop.packs.service_desk.spoken_numbers import digits
from desktop.packs.service_desk.validation import name_key

if TYPE_CHECKING:
    from desktop.packs.service_desk.desk import Desk

LEAST_DIGITS = 7
"""Fewer are no telephone number, however misheard."""
_MOST_MISSES = 2
"""After so many the other is asked for."""


def find(desk: Desk, query: CustomerQuery) -> JsonObject:
    """The customer who is meant, or who may be. Raises DeskError."""
    if query.phone.strip():
        return _by_number(desk, digits(query.phone))
    return _by_name(desk, query.name)


def _by_number(desk: Desk, phone: str) -> JsonObject:
    trouble: DeskError | None = None
    try:
        customer = desk.customers.by_phone(phone)
        if customer is not None:
            return _sure(desk, customer)
    except DeskError as error:
        trouble = error
    search, heard = desk.talk.search, re.sub(r"\D", "", phone.removeprefix("+1"))
    search.digits = heard
    found = _with_name(desk, _near(desk, heard))
    if found:
        return _maybe(desk, found, "Nobody has just that number.")
    search.misses["number"] += 1
    if trouble is not None and search.misses["number"] < _MOST_MISSES:
        raise trouble
    return _nobody(desk, "number")


def _near(desk: Desk, heard: str) -> Sequence[int]:
    if len(heard) < LEAST_DIGITS:
        return ()
    search = desk.talk.search
    among = [one.id for one in search.maybe]
    found = desk.index.near(heard, among) or desk.index.near(heard)
    return [one for one in found if one not in search.denied]


def _with_name(desk: Desk, near: Sequence[int]) -> Sequence[int]:
    """Of those whose numbers are near the one whose name was heard before; nobody where that leaves several."""
    if len(near) > 1 and desk.talk.search.name:
        near = best_of(desk.index.alike(desk.talk.search.name, near), HALFWAY)
    return near if len(near) == 1 else ()


def _by_name(desk: Desk, name: str) -> JsonObject:
    search = desk.talk.search
    found = desk.customers.by_name(name)
    if found and all(_is_called(one, name) for one in found):
        near = desk.index.near(search.digits, [one.id for one in found]) if search.digits else []
        if len(found) == 1 or len(near) == 1:
            return _sure(desk, found[0] if len(found) == 1 else desk.customers.get(near[0]))
        search.maybe = tuple(found)
        names = spoken_list([one.name for one in found])
        desk.talk.found(None)
        return {"say": f"Several fit: {names}. What is the telephone number?", "customers": _names(found)}
    search.name = name
    heard = desk.index.alike(name) if desk.talk.begun or not found else []
    likes = [one for one in heard if one.customer not in search.denied]
    alike = best_of(likes) if likes else []
    near = (
        desk.index.near(search.digits, [one.customer for one in likes if one.likeness >= HALFWAY])
        if search.digits
        else []
    )
    chosen = near if len(near) == 1 else alike or [one.id for one in found if one.id not in search.denied]
    if chosen:
        return _maybe(desk, chosen, "Nobody is called just that.", found)
    search.misses["name"] += 1
    return _nobody(desk, "name")


def _sure(desk: Desk, customer: Customer) -> JsonObject:
    then = desk.talk.found(customer.id)
    result = {"say": f"{spoken_customer(customer)}.", "customers": [_customer(customer)]}
    return result | ({"then": then} if then else {})


def _maybe(desk: Desk, numbers: Sequence[int], why: str, read: Sequence[Customer] = ()) -> JsonObject:
    """Ask whether it is one of these, some of whom were `read`; who is known already stays so if it is them."""
    if desk.talk.caller in numbers and desk.talk.caller is not None:
        return _sure(desk, desk.customers.get(desk.talk.caller))
    at_hand = {one.id: one for one in read}
    found = [at_hand.get(number) or desk.customers.get(number) for number in numbers]
    before = {one.id for one in desk.talk.search.maybe}
    desk.talk.found(None)
    desk.talk.search.maybe = tuple(found)
    if before == set(numbers) and desk.talk.search.digits == "":  # neither a yes nor a no to it
        return {"say": "What is the telephone number?", "customers": _names(found)}
    if len(found) == 1:
        return {"say": f"{why} Is it {spoken_customer(found[0])}?", "customers": [_customer(found[0])]}
    if len({one.name for one in found}) == 1:
        return {"say": f"{why} There are several of them. What is the telephone number?", "customers": _names(found)}
    names = spoken_list([one.name for one in found], "or")
    tail = " What is the telephone number?" if len(found) > 2 else ""
    return {"say": f"{why} Is it {names}?{tail}", "customers": _names(found)}


def _nobody(desk: Desk, by: str) -> JsonObject:
    desk.talk.found(None)
    other = "name" if by == "number" else "telephone number"
    return {"say": f"Nobody is known by that {by}. What is the {other}?", "customers": []}


def _is_called(customer: Customer, name: str) -> bool:
    """Whether that is a customer's name, or part of it, and not only something that sounds so."""
    return set(name_key(name).split()) <= set(name_key(customer.name).split())


def _names(customers: Sequence[Customer]) -> list[dict[str, Any]]:
    return [{"customer": one.id, "name": one.name} for one in customers]


def _customer(customer: Customer) -> dict[str, Any]:
    vehicles = [{"vehicle": one.id, "name": one.name, "plate": one.plate} for one in customer.vehicles]
    return {"customer": customer.id, "name": customer.name, "phone": customer.phone, "vehicles": vehicles}
