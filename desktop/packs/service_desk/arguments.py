"""What the desk's tools are asked with. Wishes may be in a caller's words, of which `settling` makes numbers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, NaiveDatetime, model_validator

from desktop.engine.tools.registry import Arguments
from desktop.packs.service_desk.spoken_times import Part

MOST = 2**31
"""No row has a higher number."""
_LONGEST_WORDS = 120
Number = Annotated[int, Field(ge=1, le=MOST)]
Words = Annotated[str, Field(max_length=_LONGEST_WORDS)]
_WHEN = "YYYY-MM-DDTHH:MM, one of the free slots; or as the caller said it."


class CustomerQuery(Arguments):
    """Who is looked for; one of the two."""

    phone: str = Field("", max_length=_LONGEST_WORDS, description="Telephone number.")
    name: str = Field("", max_length=80, description="First and last name, or one of them.")

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not self.phone.strip() and not self.name.strip():
            raise ValueError("give a telephone number or a name")
        return self


class SlotQuery(Arguments):
    """When a service may begin."""

    service: str = Field("", max_length=60, description="Such as oil change; what was spoken of without it.")
    first_day: str = Field(
        "", max_length=_LONGEST_WORDS, description="YYYY-MM-DD, or such as tomorrow or Friday; today without it."
    )
    part_of_day: Part = Field("any", description="When the customer has time.")


class BookingWish(Arguments):
    """What is to be booked; of a wish that waited only what was missing."""

    customer: Number | None = Field(None, description="Customer's number; who is calling without it.")
    vehicle: Number | Words = Field("", description="Its number or name; may be left out where they have but one.")
    service: str = Field("", max_length=60, description="Such as oil change; what was spoken of without it.")
    starts_at: Words = Field("", description=_WHEN)


class _Settled(Arguments):
    """What is written, once that is allowed."""

    whose: str = ""
    """Customer, vehicle and appointment behind the numbers, for those who are asked; nothing is written of it."""


class Booking(_Settled):
    """What is booked."""

    customer: int = Field(ge=1, le=MOST)
    vehicle: int = Field(ge=1, le=MOST)
    service: str
    starts_at: NaiveDatetime


class AppointmentQuery(Arguments):
    """Whose appointments, or which day's."""

    customer: int | None = Field(
        None, ge=1, le=MOST, description="Customer's number; who is calling, or else everybody's without it."
    )
    day: date | None = Field(None, description="YYYY-MM-DD; all days without it.")


class _Meant(Arguments):
    """One appointment, by its number or by whose it is."""

    appointment: Number | Words = Field("", description="Its number; or which of the customer's, in words.")
    customer: Number | None = Field(None, description="Customer's number; who is calling without it.")


class CancellationWish(_Meant):
    """What is to be called off, and why."""

    reason: str = Field("", max_length=200, description="The customer's reason.")


class MoveWish(_Meant):
    """What is to be moved, and until when."""

    starts_at: Words = Field("", description=_WHEN)


class Cancellation(_Settled):
    """What is called off, and why."""

    appointment: int = Field(ge=1, le=MOST)
    reason: str


class Move(_Settled):
    """What is moved, and until when."""

    appointment: int = Field(ge=1, le=MOST)
    starts_at: NaiveDatetime


class VinQuery(Arguments):
    """Which number."""

    vin: str = Field(min_length=1, max_length=_LONGEST_WORDS, description="The 17 characters.")
