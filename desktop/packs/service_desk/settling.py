"""What a caller wishes, put into numbers and times that can be shown and agreed to. Looks up, and changes nothing.

Words that fit nothing, or more than one thing, are asked about and never guessed. What was said of a wish waits until
the rest is known. All raise DeskError.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop.packs.service_desk.arguments import Booking, BookingWish, Cancellation, CancellationWish, Move, MoveWish
from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.records import Appointment
from desktop.packs.service_desk.speech import spoken_appointment, spoken_list, spoken_slots
from desktop.packs.service_desk.spoken_times import Spoken, read_time
from desktop.packs.service_desk.validation import name_key, plain_line, sound_key

if TYPE_CHECKING:
    from desktop.packs.service_desk.desk import Desk

BOOK, CANCEL, MOVE = "book_appointment", "cancel_appointment", "reschedule_appointment"
SLOTS, LIST = "free_slots", "upcoming_appointments"
LEAST_NOTICE, MOST_SLOTS = timedelta(hours=1), 5
"""Nobody can be here sooner, or listens to more times."""
_THE_ONE = re.compile(r"^(the|that) one\b", re.IGNORECASE)
_SMALL_WORDS = frozenset("the my a an one for on of at car vehicle appointment it that this please".split())  # noqa: SIM905


def booking(desk: Desk, wish: BookingWish) -> Booking:
    """A customer, a vehicle of theirs, a service and a moment."""
    before = desk.talk.waiting(BOOK)
    said = {name: getattr(wish, name) or before.get(name, "") for name in ("vehicle", "starts_at", "service")}
    said["service"] = said["service"] or desk.talk.service
    desk.talk.wait(BOOK, **said)
    customer = desk.talk.whose(wish.customer)
    if not said["service"]:
        raise unknown_service()
    service = desk.workshop.service(str(said["service"])).name
    desk.talk.about(desk.talk.appointment, service)
    vehicle = said["vehicle"] if isinstance(said["vehicle"], int) else _vehicle(desk, customer, said["vehicle"])
    at = _moment(desk, service, str(said["starts_at"]))
    whose = _whose(desk, customer, vehicle)
    settled = Booking(whose=whose, customer=customer, vehicle=vehicle, service=service, starts_at=at)
    desk.talk.done()
    return settled


def cancellation(desk: Desk, wish: CancellationWish) -> Cancellation:
    """The number of the appointment, and the reason."""
    before = desk.talk.waiting(CANCEL)
    reason = wish.reason or str(before.get("reason", ""))
    meant = wish.appointment or before.get("appointment", "")
    desk.talk.wait(CANCEL, reason=reason, appointment=meant)
    number = _appointment(desk, wish.customer, meant)
    old = desk.bookings.get(number)
    if not plain_line(reason):
        what = spoken_appointment(old, desk.now())
        raise DeskError("the reason is missing", advice=f"ask why they want to cancel: {what}")
    desk.talk.done()
    return Cancellation(whose=_known_as(desk, old), appointment=number, reason=reason)


def move(desk: Desk, wish: MoveWish) -> Move:
    """The number of the appointment, and a moment."""
    before = desk.talk.waiting(MOVE)
    said = wish.starts_at or str(before.get("starts_at", ""))
    meant = wish.appointment or before.get("appointment", "")
    desk.talk.wait(MOVE, appointment=meant, starts_at=said)
    number = _appointment(desk, wish.customer, meant)
    old = desk.bookings.get(number)
    if not said:
        desk.talk.about(number, old.service)
        what = spoken_appointment(old, desk.now())
        raise DeskError("the new time is missing", advice=f"ask when they would like to come instead: {what}")
    desk.talk.wait(MOVE, appointment=meant)  # a time that cannot be is not tried again
    settled = Move(whose=_known_as(desk, old), appointment=number, starts_at=_moment(desk, old.service, said))
    desk.talk.done()
    return settled


def _whose(desk: Desk, customer: int, vehicle: int) -> str:
    """Like `Anna Meyer, 2018 Honda Civic`."""
    one = desk.customers.get(customer)
    return ", ".join([one.name, *(each.name for each in one.vehicles if each.id == vehicle)])


def _known_as(desk: Desk, appointment: Appointment) -> str:
    """Like `Anna Meyer: oil change for the 2018 Honda Civic on Friday 27 November at 8 o'clock`."""
    return f"{appointment.customer_name}: {spoken_appointment(appointment, desk.now())}"


def unknown_service() -> DeskError:
    """Nobody said what is to be done."""
    return DeskError("what is to be done is not said", advice="ask for it")


def nothing_wished() -> DeskError:
    """All is done, and nothing else was asked for."""
    return DeskError("nothing is wished", advice="ask whether there is anything else")


def first_day(desk: Desk, said: str) -> Spoken:
    """From when on free times are looked for."""
    if not said.strip():
        return Spoken()
    return read_time(said, desk.now().date(), desk.workshop.opens, desk.workshop.closes)


def free(desk: Desk, service: str, spoken: Spoken, wished: Spoken | None = None) -> Sequence[datetime]:
    """Free times for a service from a day on, in the part of it that is wished."""
    soonest, wish = desk.now() + LEAST_NOTICE, wished or replace(spoken, day=None)

    def fits(start: datetime) -> bool:
        return start >= soonest and wish.fits(start)

    return desk.bookings.free_slots(service, spoken.day or desk.now().date(), MOST_SLOTS, fits)


def _moment(desk: Desk, service: str, said: str) -> datetime:
    """A day and a time; what is not said of it is that of the one offered time that fits."""
    spoken, offered = first_day(desk, said), desk.talk.offered
    if spoken.nth is not None:
        fitting = [at for at in offered if Spoken(spoken.day, spoken.time, spoken.part).fits(at)]
        at = spoken.nth - (spoken.nth > 0)
        offered = (fitting[at],) if -len(fitting) <= at < len(fitting) else ()
    elif spoken.day is not None and spoken.time is not None:
        return datetime.combine(spoken.day, spoken.time)
    fitting = [at for at in offered if spoken.fits(at)]
    if len(fitting) == 1:
        return fitting[0]
    days = {at.date() for at in offered}
    if not fitting and spoken.day is None and spoken.time is not None and len(days) == 1:
        return datetime.combine(days.pop(), spoken.time)  # times of one day were told, and another one is wished
    raise _unsettled(desk, service, said, fitting)


def _unsettled(desk: Desk, service: str, said: str, fitting: Sequence[datetime]) -> DeskError:
    spoken = first_day(desk, said)
    if not fitting and spoken.day is not None and spoken.time is None and spoken.nth is None:
        others = free(desk, service, spoken)
        desk.talk.offer(service, others)
        desk.talk.looked_at = said
        told = f"free are {spoken_slots(others, desk.now())}" if others else "ask for another day"
        return DeskError("at what time is not said", advice=told)
    offered, now = desk.talk.offered, desk.now()
    if not offered or (fitting and spoken.time is None):
        missing = "at what time" if offered or spoken.day is not None else "on which day"
        return DeskError(f"{missing} is not said", advice=f"ask {missing}")
    if fitting:
        return DeskError("several times fit", advice=f"ask at what time: {spoken_slots(fitting, now)}")
    return DeskError("that time was not offered", advice=f"free are {spoken_slots(offered, now)}")


def _vehicle(desk: Desk, customer: int, said: object) -> int:
    vehicles = desk.customers.get(customer).vehicles
    if not vehicles:
        raise DeskError(f"customer {customer} has no vehicle", advice="nothing can be booked for them")
    chosen = _fitting(str(said), [f"{one.name} {one.plate}" for one in vehicles])
    if len(chosen) == 1:
        return vehicles[chosen[0]].id
    names = spoken_list([f"the {vehicles[at].name}" for at in chosen or range(len(vehicles))], "or")
    found = "they have several vehicles" if chosen else "they have no such vehicle"
    raise DeskError(found, advice=f"ask which one: {names}")


def _appointment(desk: Desk, customer: int | None, said: int | str) -> int:
    """By its number, in words, or the one that is spoken of; never somebody else's than the caller's."""
    if isinstance(said, str) and not said.strip().isdecimal():
        whose = desk.talk.whose(customer)
        spoken_of = desk.talk.appointment if customer is None else None
        return spoken_of if not said.strip() and spoken_of is not None else _chosen(desk, whose, said)
    number, caller = int(said), customer if customer is not None else desk.talk.caller
    if caller is not None and desk.bookings.get(number).customer != caller:
        raise DeskError(f"appointment {number} is somebody else's", advice="look the customer's appointments up")
    return number


def _chosen(desk: Desk, customer: int, said: str) -> int:
    coming = desk.bookings.upcoming(desk.customers.get(customer).id)
    if not coming:
        desk.talk.written()  # no wish waits for one
        raise DeskError("there is no appointment to come", advice="nothing can be changed")
    chosen = _meant(desk, said, coming)
    if len(chosen) == 1:
        return chosen[0].id
    names = spoken_list([spoken_appointment(one, desk.now()) for one in chosen or coming], "or")
    found = "there are several appointments" if chosen else "there is no such appointment"
    raise DeskError(found, advice=f"ask which one: {names}")


def _meant(desk: Desk, said: str, coming: Sequence[Appointment]) -> Sequence[Appointment]:
    """Those that the words name by service, vehicle, day or order."""
    chosen = _fitting(said, [f"{one.service} {one.vehicle_name}" for one in coming])
    if chosen:
        return [coming[at] for at in chosen]
    try:
        spoken = first_day(desk, _THE_ONE.sub("", said))
    except DeskError:
        return ()
    fitting = [one for one in coming if Spoken(spoken.day, spoken.time, spoken.part).fits(one.starts_at)]
    if spoken.nth is None:
        return fitting
    at = spoken.nth - (spoken.nth > 0)
    return [fitting[at]] if -len(fitting) <= at < len(fitting) else ()


def _fitting(said: str, names: Sequence[str]) -> list[int]:
    """Indices of the names that have all the words, or else words that sound so."""
    words = {_stem(word) for word in name_key(said).split()} - _SMALL_WORDS
    keys = [{_stem(word) for word in name_key(name).split()} for name in names]
    exact = [at for at, key in enumerate(keys) if words <= key]
    if exact:
        return exact
    sounds = {sound_key(word) for word in words}
    return [at for at, key in enumerate(keys) if "" not in sounds and sounds <= {sound_key(word) for word in key}]


def _stem(word: str) -> str:
    return word.removesuffix("s")
