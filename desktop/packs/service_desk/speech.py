"""Times, amounts, customers and appointments as they are said aloud. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal

from desktop.packs.service_desk.records import Appointment, Customer
from desktop.packs.service_desk.workshop import Workshop

_NOON = 12
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def spoken_day(day: date) -> str:
    """Like `Tuesday 24 November`."""
    return f"{day:%A} {day.day} {day:%B}"


def spoken_time(at: time) -> str:
    """Like `9 o'clock`, `9:30` or `14:00`."""
    return f"{at.hour}:{at.minute:02d}" if at.minute or at.hour > _NOON else f"{at.hour} o'clock"


def spoken_moment(at: datetime, now: datetime) -> str:
    """Like `tomorrow, Tuesday 24 November, at 9 o'clock`."""
    near = {0: "today, ", 1: "tomorrow, "}.get((at.date() - now.date()).days, "")
    year = f" {at.year}" if at.year != now.year else ""
    return f"{near}{spoken_day(at.date())}{year}{',' if near else ''} at {spoken_time(at.time())}"


def spoken_money(amount: Decimal, workshop: Workshop) -> str:
    """Like `89 dollars` or `1 dollar 50`."""
    whole, cents = divmod(int(amount.scaleb(2)), 100)
    one, several = workshop.currency
    return f"{whole} {one if whole == 1 else several}{f' {cents:02d}' if cents else ''}"


def spoken_list(items: Iterable[str], last: str = "and") -> str:
    """Like `a, b and c`."""
    *others, end = items
    return f"{', '.join(others)} {last} {end}" if others else end


def spoken_slots(slots: Iterable[datetime], now: datetime) -> str:
    """Times by day, like `tomorrow, Tuesday 24 November, at 9 o'clock or 9:30; Friday 27 November at 8 o'clock`."""
    days: dict[date, list[datetime]] = {}
    for slot in slots:
        days.setdefault(slot.date(), []).append(slot)
    said = []
    for first, *more in days.values():
        others = [spoken_time(one.time()) for one in more]
        said.append(spoken_list([spoken_moment(first, now), *others], "or"))
    return "; ".join(said)


def spoken_hours(workshop: Workshop) -> str:
    """Like `Monday, Tuesday and Friday from 8 o'clock to 17:00`."""
    days = sorted(workshop.weekdays)
    run = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
    named = f"{_WEEKDAYS[days[0]]} to {_WEEKDAYS[days[-1]]}" if run else spoken_list(_WEEKDAYS[day] for day in days)
    return f"{named} from {spoken_time(workshop.opens)} to {spoken_time(workshop.closes)}"


def spoken_customer(customer: Customer) -> str:
    """Like `Anna Meyer, with a 2018 Honda Civic`."""
    if not customer.vehicles:
        return f"{customer.name}, without a vehicle"
    return f"{customer.name}, with {spoken_list(f'a {vehicle.name}' for vehicle in customer.vehicles)}"


def spoken_appointment(appointment: Appointment, now: datetime) -> str:
    """Like `oil change for the 2018 Honda Civic on Friday 27 November at 8 o'clock`."""
    when = spoken_moment(appointment.starts_at, now)
    on = "" if when.startswith(("today", "tomorrow")) else "on "
    return f"{appointment.service} for the {appointment.vehicle_name} {on}{when}"
