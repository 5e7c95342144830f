"""What the desk knows, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from desktop.packs.service_desk.tables import AppointmentState


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle."""

    id: int
    customer: int
    vin: str
    plate: str
    maker: str
    model: str
    year: int
    mileage: int
    """In miles, when it was last here."""

    @property
    def name(self) -> str:
        """As people call it."""
        return f"{self.year} {self.maker} {self.model}"


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer with their vehicles."""

    id: int
    given_name: str
    family_name: str
    phone: str
    """E.164."""
    email: str
    """Empty when it is not known."""
    since: date
    vehicles: tuple[Vehicle, ...] = ()

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment, with what is needed to speak of it."""

    id: int
    customer: int
    customer_name: str
    vehicle: int
    vehicle_name: str
    service: str
    bay: int
    starts_at: datetime
    ends_at: datetime
    """Both on the workshop's wall."""
    price: Decimal
    state: AppointmentState
    reason: str
    untold: str = ""
    """Why the workshop's calendar could not be told of the change just made; empty when it was, or there is none."""


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """What was done to a vehicle."""

    vehicle: int
    vehicle_name: str
    done_on: date
    service: str
    mileage: int
    cost: Decimal
