"""The workshop: what it offers, when it is open, and the half hours of its days. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.validation import money, name_key

CELL = timedelta(minutes=30)
"""Appointments begin and end on multiples of it."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Service(_Part):
    """One kind of work."""

    name: str = Field(min_length=1, max_length=60)
    minutes: int = Field(ge=30, le=540, multiple_of=30)
    price: Annotated[Decimal, BeforeValidator(money)]
    words: tuple[str, ...] = ()
    """With which words that callers use for it begin."""

    @property
    def length(self) -> timedelta:
        """How long a bay is taken."""
        return timedelta(minutes=self.minutes)


class Workshop(_Part):
    """One place with a few bays. All its times are those on its own wall, without a zone."""

    shop: str = Field(min_length=1, max_length=80)
    region: str = Field(pattern=r"^[A-Z]{2}$")
    """Where telephone numbers without a country code belong."""
    currency: tuple[str, str]
    """One of it, and several."""
    bays: int = Field(ge=1, le=50)
    opens: time
    closes: time
    weekdays: tuple[int, ...] = Field(min_length=1)
    """Monday is 0."""
    services: tuple[Service, ...] = Field(min_length=1)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """The workshop that a manifest describes. Raises DeskError."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise DeskError(f"the workshop's {where} is wrong: {first['msg']}", advice="correct pack.toml") from error

    @model_validator(mode="after")
    def _opens_on_the_grid(self) -> Self:
        if self.opens >= self.closes or any(t.minute % 30 or t.second for t in (self.opens, self.closes)):
            raise ValueError("it opens and closes on half hours, and opens first")
        return self

    def service(self, name: str) -> Service:
        """The service of that name, or whose name has all its words. Raises DeskError."""
        words = _stems(name)
        fitting = [one for one in self.services if words and words <= _stems(one.name)]
        exact = [one for one in fitting if name_key(one.name) == name_key(name)]
        if len(found := exact or fitting) == 1:
            return found[0]
        offered = ", ".join(one.name for one in found or self.services)
        raise DeskError(f"there is no service {name!r}", advice=f"choose one of {offered}")

    def is_open(self, day: date) -> bool:
        """Whether anybody works that day."""
        return day.weekday() in self.weekdays

    def starts(self, day: date, length: timedelta) -> Iterator[datetime]:
        """When work of that length can begin on a day, the earliest first."""
        if self.is_open(day):
            start, closes = datetime.combine(day, self.opens), datetime.combine(day, self.closes)
            while start + length <= closes:
                yield start
                start += CELL

    def check_start(self, start: datetime, length: timedelta) -> None:
        """Raises DeskError when work of that length cannot begin then."""
        hours = f"{self.opens:%H:%M} to {self.closes:%H:%M}"
        if not self.is_open(start.date()):
            raise DeskError(f"the workshop is closed on {start:%A}s", advice="ask for free slots")
        if start not in set(self.starts(start.date(), length)):
            whole = "appointments begin on the hour or the half hour" if start.minute % 30 else f"open from {hours}"
            raise DeskError(f"work cannot begin at {start:%H:%M}: {whole}", advice="ask for free slots")


def _stems(name: str) -> set[str]:
    """The words, of which "tires" is "tire"."""
    return {word.removesuffix("s") for word in name_key(name).split()}


def cells(start: datetime, length: timedelta) -> list[datetime]:
    """The half hours that work takes from `start` on."""
    return [start + CELL * number for number in range(length // CELL)]
