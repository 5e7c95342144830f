"""What Sophie is told before a call: who it is with and why, as facts for her prompts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.records import Appointment, Customer
from desktop.packs.service_desk.speech import (
    spoken_appointment,
    spoken_customer,
    spoken_day,
    spoken_hours,
    spoken_list,
)

if TYPE_CHECKING:
    from desktop.packs.service_desk.desk import Desk

REMIND_WITHIN = timedelta(days=2)
"""Of an appointment so near one is reminded."""
FOLLOW_UP_WITHIN = timedelta(days=7)
"""After work so recent one is asked how it turned out."""
_UNKNOWN = "their number is not known"


def call_facts(desk: Desk, circumstances: Mapping[str, str]) -> Mapping[str, str]:
    """What is known of a call. Of the circumstances, `phone` is the other's number, `direction` is `outgoing` when
    the workshop calls, `appointment` the number of the one that it is about; each may be missing.

    When the workshop calls, `appointment` is the next one if it is near, or else `last_service` what was done lately.
    The desk's talk begins anew, with whoever is known. Raises DeskError for a number that is none, or that no
    customer has when the workshop calls; DatabaseError.
    """
    phone = circumstances.get("phone", "")
    customer = desk.customers.by_phone(phone) if phone else None
    facts, about = _always(desk), circumstances.get("appointment", "")
    number = int(about) if about.isdecimal() else None
    desk.talk.begin(customer.id if customer is not None else None, number)
    if circumstances.get("direction") == "outgoing":
        if customer is None:
            raise DeskError("nobody with that number is a customer", advice="call a number that a customer has")
        reason = _appointment(desk, desk.bookings.get(number)) if number is not None else _reason(desk, customer)
        return facts | {"customer": customer.name} | reason
    return facts | {"caller": spoken_customer(customer) if customer is not None else _UNKNOWN}


def _always(desk: Desk) -> dict[str, str]:
    now, workshop = desk.now(), desk.workshop
    return {
        "shop": workshop.shop,
        "today": f"{spoken_day(now.date())} {now.year}",  # without the hour, or no conversation begins as another
        "hours": spoken_hours(workshop),
        "services": spoken_list(f"{one.name} ({one.price})" for one in workshop.services),
    }


def appointment_to_remind(desk: Desk, customer: Customer) -> Appointment | None:
    """The customer's next appointment, if it is so near that a call from the workshop reminds of it."""
    coming = desk.bookings.upcoming(customer.id, limit=1)
    return next((one for one in coming if one.starts_at - desk.now() <= REMIND_WITHIN), None)


def _reason(desk: Desk, customer: Customer) -> dict[str, str]:
    coming = appointment_to_remind(desk, customer)
    if coming is not None:
        return _appointment(desk, coming)
    since = (desk.now() - FOLLOW_UP_WITHIN).date()
    for done in desk.customers.history(customer.id, since=since)[:1]:
        return {"last_service": f"{done.service} of the {done.vehicle_name} on {spoken_day(done.done_on)}"}
    return {}


def _appointment(desk: Desk, appointment: Appointment) -> dict[str, str]:
    return {"appointment": f"{spoken_appointment(appointment, desk.now())} (number {appointment.id})"}
