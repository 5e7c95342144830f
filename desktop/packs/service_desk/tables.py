"""The desk's tables, as the newest migration leaves them. A test compares the two."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, MetaData, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from desktop.packs.service_desk.columns import Money, WallTime


class AppointmentState(enum.StrEnum):
    """What became of an appointment."""

    BOOKED = "booked"
    DONE = "done"
    CANCELLED = "cancelled"
    MISSED = "missed"


class DeskTable(SQLModel):
    """Base of the tables of this file: they are none of the conversations'."""

    metadata: ClassVar[MetaData] = MetaData()


class CustomerRow(DeskTable, table=True):
    """Somebody who brings vehicles."""

    __tablename__ = "customer"
    __table_args__ = (
        UniqueConstraint("phone"),
        Index("customer_by_name", "family_key", "given_key"),
        Index("customer_by_given_name", "given_key", "family_key"),
        Index("customer_by_sound", "family_sound", "given_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    given_name: str = Field(sa_type=Text)
    family_name: str = Field(sa_type=Text)
    given_key: str = Field(sa_type=Text)
    """As it is searched for."""
    family_key: str = Field(sa_type=Text)
    family_sound: str = Field(sa_type=Text)
    phone: str = Field(sa_type=Text)
    """E.164."""
    email: str = Field(default="", sa_type=Text)
    since: date


class VehicleRow(DeskTable, table=True):
    """A vehicle of one customer."""

    __tablename__ = "vehicle"
    __table_args__ = (UniqueConstraint("vin"), UniqueConstraint("plate"), UniqueConstraint("customer_id", "id"))

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="CASCADE")
    vin: str = Field(sa_type=Text)
    plate: str = Field(sa_type=Text)
    maker: str = Field(sa_type=Text)
    model: str = Field(sa_type=Text)
    year: int
    mileage: int
    """When it was last here, or now if it never was."""


class AppointmentRow(DeskTable, table=True):
    """A time at which a vehicle is worked on. Of cancelled ones, too, the customer owns the vehicle."""

    __tablename__ = "appointment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["customer_id", "vehicle_id"], ["vehicle.customer_id", "vehicle.id"], ondelete="CASCADE"
        ),
        Index("appointment_by_customer", "customer_id", "state", "starts_at"),
        Index("appointment_by_vehicle", "customer_id", "vehicle_id"),
        Index("appointment_by_start", "state", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int
    vehicle_id: int
    service: str = Field(sa_type=Text)
    bay: int
    """From 1."""
    starts_at: datetime = Field(sa_type=WallTime)
    ends_at: datetime = Field(sa_type=WallTime)
    price: Decimal = Field(sa_type=Money)
    """As it was quoted."""
    state: str = Field(default=AppointmentState.BOOKED.value, sa_type=Text)
    """An `AppointmentState`."""
    reason: str = Field(default="", sa_type=Text)
    """Why it was cancelled."""


class TakenRow(DeskTable, table=True):
    """Half an hour of a bay. Its keys are what makes double booking impossible."""

    __tablename__ = "taken"
    __table_args__ = (UniqueConstraint("starts_at", "vehicle_id"), Index("taken_by_appointment", "appointment_id"))

    starts_at: datetime = Field(sa_type=WallTime, primary_key=True)
    bay: int = Field(primary_key=True)
    appointment_id: int = Field(foreign_key="appointment.id", ondelete="CASCADE")
    vehicle_id: int


class ServiceRecordRow(DeskTable, table=True):
    """What was done to a vehicle."""

    __tablename__ = "service_record"
    __table_args__ = (UniqueConstraint("appointment_id"), Index("service_record_by_vehicle", "vehicle_id", "done_on"))

    id: int | None = Field(default=None, primary_key=True)
    vehicle_id: int = Field(foreign_key="vehicle.id", ondelete="CASCADE")
    appointment_id: int | None = Field(default=None, foreign_key="appointment.id", ondelete="SET NULL")
    done_on: date
    service: str = Field(sa_type=Text)
    mileage: int
    cost: Decimal = Field(sa_type=Money)


class CalendarEntryRow(DeskTable, table=True):
    """What the workshop's calendar has of an appointment."""

    __tablename__ = "calendar_entry"
    __table_args__ = (Index("calendar_entry_by_due", "due", "appointment_id"),)

    appointment_id: int = Field(primary_key=True, foreign_key="appointment.id", ondelete="CASCADE")
    version: int = 0
    """Counts the appointment's changes."""
    due: bool = True
    """Whether the calendar is still to be told of the newest."""
    stamp: str = Field(default="", sa_type=Text)
    """The server's mark of the entry as it was left; empty when there is none."""
    sent: str = Field(default="", sa_type=Text)
    """The times that it may have: those that were sent since its last answer, whether they arrived or not."""
    problem: str = Field(default="", sa_type=Text)
    """Why it could not be told."""


class ReminderRow(DeskTable, table=True):
    """A call that reminds of an appointment at a time; while it is under way it has no outcome."""

    __tablename__ = "reminder"
    __table_args__ = (Index("reminder_by_beginning", "began_at"),)

    appointment_id: int = Field(primary_key=True, foreign_key="appointment.id", ondelete="CASCADE")
    starts_at: datetime = Field(sa_type=WallTime, primary_key=True)
    began_at: datetime = Field(sa_type=WallTime)
    ended_at: datetime | None = Field(default=None, sa_type=WallTime)
    outcome: str = Field(default="", sa_type=Text)
    """A `reminders.Outcome`."""
    session: str = Field(default="", sa_type=Text)
    attempts: int = 1
