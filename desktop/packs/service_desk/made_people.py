"""Made-up customers and vehicles. The same seed makes the same. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.packs.service_desk import stock
from desktop.packs.service_desk.validation import name_key, sound_key
from desktop.packs.service_desk.vin import CHECK_AT, check_digit, year_letter

MOST_CUSTOMERS = 100 * len(stock.AREA_CODES)
_MAIL = ("example.com", "example.net", "example.org")
_VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_SIGNS = _VIN_LETTERS + "0123456789"
_PLATE_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_OLDEST = 18
"""Years of a vehicle."""
_YEAR = 365.25

Values = dict[str, Any]


def make_customers(rng: random.Random, count: int, today: date) -> list[Values]:
    """So many rows of customers, each with a number of their own; most have an e-mail address."""
    numbers = rng.sample(range(MOST_CUSTOMERS), count)
    return [_customer(rng, index + 1, number, today) for index, number in enumerate(numbers)]


def _customer(rng: random.Random, number: int, phone: int, today: date) -> Values:
    given, family = rng.choice(stock.GIVEN_NAMES), rng.choice(stock.FAMILY_NAMES)
    area, last = stock.AREA_CODES[phone // 100], phone % 100
    address = f"{name_key(given)}.{name_key(family)}{number}@{rng.choice(_MAIL)}"
    return {
        "id": number,
        "given_name": given,
        "family_name": family,
        "given_key": name_key(given),
        "family_key": name_key(family),
        "family_sound": sound_key(family),
        "phone": f"+1{area}55501{last:02d}",
        "email": address if rng.random() < 0.8 else "",
        "since": today - timedelta(days=int(rng.triangular(1, 12 * _YEAR, 3 * _YEAR))),
    }


@dataclass(frozen=True, slots=True)
class Driven:
    """A vehicle and how it is used."""

    row: Values
    owner: Values
    miles_a_day: float

    def mileage(self, day: date, today: date) -> int:
        """What the odometer showed on a day."""
        return max(0, int(self.row["mileage"] - self.miles_a_day * (today - day).days))

    def known_on(self, day: date) -> bool:
        """Whether it existed and its owner was a customer by then."""
        return bool(self.owner["since"] <= day and date(self.row["year"], 1, 1) <= day)


def make_vehicles(rng: random.Random, customers: Sequence[Values], count: int, today: date) -> list[Driven]:
    """So many vehicles: everybody has one, those that are left over are anybody's."""
    owners = [*customers, *rng.choices(customers, k=count - len(customers))]
    serials = rng.sample(range(100_000, 1_000_000), count)
    plates = rng.sample(range(10 * len(_PLATE_LETTERS) ** 3), count)
    rows = zip(owners, serials, plates, strict=True)
    return [_vehicle(rng, number, *row, today) for number, row in enumerate(rows, start=1)]


def _vehicle(rng: random.Random, number: int, owner: Values, serial: int, plate: int, today: date) -> Driven:
    (model,) = rng.choices(stock.MODELS, [each.weight for each in stock.MODELS])
    age = int(rng.triangular(0, _OLDEST, 6))
    year, miles_a_day = today.year - age, rng.uniform(12, 42)
    row = {
        "id": number,
        "customer_id": owner["id"],
        "vin": make_vin(rng, model.code, year, serial),
        "plate": _plate(rng, plate),
        "maker": model.maker,
        "model": model.name,
        "year": year,
        "mileage": int(miles_a_day * ((today - date(year, 1, 1)).days + 30)),
    }
    return Driven(row, owner, miles_a_day)


def make_vin(rng: random.Random, maker: str, year: int, serial: int) -> str:
    """A VIN with the right check digit."""
    # in North America a letter in the seventh place means 2010 or later
    seventh = rng.choice(_VIN_LETTERS if year >= 2010 else "0123456789")
    described = "".join(rng.choices(_VIN_SIGNS, k=3)) + seventh + rng.choice(_VIN_SIGNS)
    vin = f"{maker}{described}0{year_letter(year)}{rng.choice(_VIN_LETTERS)}{serial:06d}"
    return vin[:CHECK_AT] + check_digit(vin) + vin[CHECK_AT + 1 :]


def _plate(rng: random.Random, number: int) -> str:
    """Like 8ABC123: the digit and the letters are the number's, so that none comes twice."""
    number, first = divmod(number, 10)
    letters = ""
    for _ in range(3):
        number, letter = divmod(number, len(_PLATE_LETTERS))
        letters += _PLATE_LETTERS[letter]
    return f"{first}{letters}{rng.randrange(1000):03d}"
