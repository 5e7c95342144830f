"""What the desk's tools are asked with."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, NaiveDatetime, model_validator

from desktop.engine.tools.registry import Arguments

MOST = 2**31
"""No row has a higher number."""
PartOfDay = Literal["any", "morning", "afternoon"]


class CustomerQuery(Arguments):
    """Who is looked for; one of the two."""

    phone: str = Field("", max_length=40, description="Telephone number.")
    name: str = Field("", max_length=80, description="First and last name, or one of them.")

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not self.phone.strip() and not self.name.strip():
            raise ValueError("give a telephone number or a name")
        return self


class SlotQuery(Arguments):
    """When a service may begin."""

    service: str = Field(min_length=1, max_length=60, description="Such as oil change.")
    first_day: date | None = Field(None, description="YYYY-MM-DD; today without it.")
    part_of_day: PartOfDay = Field("any", description="When the customer has time.")


class Booking(Arguments):
    """What is booked."""

    customer: int = Field(ge=1, le=MOST, description="Customer's number.")
    vehicle: int = Field(ge=1, le=MOST, description="Number of a vehicle of theirs.")
    service: str = Field(min_length=1, max_length=60, description="Such as oil change.")
    starts_at: NaiveDatetime = Field(description="YYYY-MM-DDTHH:MM, one of the free slots.")


class AppointmentQuery(Arguments):
    """Whose appointments, or which day's."""

    customer: int | None = Field(None, ge=1, le=MOST, description="Customer's number; everybody's without it.")
    day: date | None = Field(None, description="YYYY-MM-DD; all days without it.")


class Cancellation(Arguments):
    """What is called off, and why."""

    appointment: int = Field(ge=1, le=MOST, description="Number of the appointment.")
    reason: str = Field(min_length=1, max_length=200, description="The customer's reason.")


class Move(Arguments):
    """What is moved, and until when."""

    appointment: int = Field(ge=1, le=MOST, description="Number of the appointment.")
    starts_at: NaiveDatetime = Field(description="YYYY-MM-DDTHH:MM, one of the free slots.")


class VinQuery(Arguments):
    """Which number."""

    vin: str = Field(min_length=1, max_length=40, description="The 17 characters.")
