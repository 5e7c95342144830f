"""Customers and vehicles: added with every value checked, found by telephone number and by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.records import Customer, ServiceRecord, Vehicle
from desktop.packs.service_desk.tables import CustomerRow, ServiceRecordRow, VehicleRow
from desktop.packs.service_desk.validation import email_address, name_key, person_name, phone_number, sound_key
from desktop.packs.service_desk.vin import valid_vin
from desktop.storage.database import Database

MOST_FOUND = 5
_MOST_WORDS = 6
_LAST_LETTER = "\U0010ffff"


class Customers:
    """The customers in an open database. All methods raise DatabaseError."""

    def __init__(self, database: Database, region: str, now: Callable[[], datetime]) -> None:
        """`region` is where telephone numbers without a country code belong."""
        self._database = database
        self._region = region
        self._now = now

    def by_phone(self, phone: str) -> Customer | None:
        """Who has that number. Raises DeskError when it is none."""
        number = phone_number(phone, self._region)
        with self._database.read() as db:
            rows = db.exec(select(CustomerRow).where(CustomerRow.phone == number)).all()
            return next(iter(_with_vehicles(db, rows)), None)

    def by_name(self, name: str) -> Sequence[Customer]:
        """Up to `MOST_FOUND` whose name is that, or else sounds like that. First, last or both names, in any order.

        Raises DeskError when there is no name in it.
        """
        words = name_key(person_name(name)).split()[:_MOST_WORDS]
        meanings = list(_meanings(words))
        rank = case(*((fits, number) for number, fits in enumerate(meanings)))
        order = (rank, col(CustomerRow.family_key), col(CustomerRow.given_key), col(CustomerRow.id))
        query = select(CustomerRow, rank).where(or_(*meanings)).order_by(*order).limit(MOST_FOUND)
        with self._database.read() as db:
            found = db.exec(query).all()
            return _with_vehicles(db, [row for row, its_rank in found if its_rank == found[0][1]])

    def get(self, customer: int) -> Customer:
        """The customer of that number. Raises DeskError."""
        with self._database.read() as db:
            row = db.get(CustomerRow, customer)
            if row is None:
                raise DeskError(f"there is no customer {customer}", advice="look the customer up first")
            return _with_vehicles(db, [row])[0]

    def add(self, given_name: str, family_name: str, phone: str, email: str = "") -> Customer:
        """Write a customer down. Raises DeskError when a value is not what it should be, or the number is known."""
        given, family = person_name(given_name), person_name(family_name)
        row = CustomerRow(
            given_name=given,
            family_name=family,
            given_key=name_key(given),
            family_key=name_key(family),
            family_sound=sound_key(family),
            phone=phone_number(phone, self._region),
            email=email_address(email) if email else "",
            since=self._now().date(),
        )
        taken = DeskError(f"the number {row.phone} is another customer's", advice="look that customer up")
        return self.get(self._insert(row, taken))

    def add_vehicle(self, customer: int, vin: str, plate: str, maker: str, model: str, year: int) -> Vehicle:
        """Write down a customer's vehicle. Raises DeskError as `add` does."""
        self.get(customer)
        if not 1980 <= year <= self._now().year + 1:
            raise DeskError(f"{year} is no model year", advice="give it with four digits")
        row = VehicleRow(
            customer_id=customer,
            vin=valid_vin(vin),
            plate="".join(plate.upper().split()),
            maker=maker,
            model=model,
            year=year,
            mileage=0,
        )
        taken = DeskError("that VIN or plate is another vehicle's", advice="read it again")
        number = self._insert(row, taken)
        return next(vehicle for vehicle in self.get(customer).vehicles if vehicle.id == number)

    def history(self, customer: int, since: date = date.min) -> Sequence[ServiceRecord]:
        """What was done to a customer's vehicles, the latest first."""
        query = (
            select(ServiceRecordRow, VehicleRow)
            .join(VehicleRow, col(VehicleRow.id) == ServiceRecordRow.vehicle_id)
            .where(VehicleRow.customer_id == customer, ServiceRecordRow.done_on >= since)
            .order_by(col(ServiceRecordRow.done_on).desc(), col(ServiceRecordRow.id).desc())
        )
        with self._database.read() as db:
            return [
                ServiceRecord(row.vehicle_id, _vehicle(vehicle).name, row.done_on, row.service, row.mileage, row.cost)
                for row, vehicle in db.exec(query)
            ]

    def _insert(self, row: CustomerRow | VehicleRow, taken: DeskError) -> int:
        try:
            with self._database.write() as db:
                db.add(row)
                db.flush()
                assert row.id is not None
                return row.id
        except IntegrityError as error:
            raise taken from error


def _meanings(words: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """What a name may mean, the likeliest first."""
    family, given = col(CustomerRow.family_key), col(CustomerRow.given_key)
    sound = col(CustomerRow.family_sound)
    if len(words) == 1:
        (word,) = words
        yield family == word
        yield given == word
        yield family.between(word, word + _LAST_LETTER)
        if key := sound_key(word):
            yield sound == key
        return
    splits = list(_splits(words))
    yield or_(*(and_(family == last, given.between(first, first + _LAST_LETTER)) for first, last in splits))
    yield family == "".join(words)  # O Brien, as it is understood
    alike = [(first[0], sound_key(last)) for first, last in splits if sound_key(last)]
    if alike:
        yield or_(*(and_(sound == key, given.between(initial, initial + _LAST_LETTER)) for initial, key in alike))


def _splits(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """First and last name, each way that the words can be both."""
    for at in range(1, len(words)):
        one, other = " ".join(words[:at]), " ".join(words[at:])
        yield one, other
        yield other, one


def _with_vehicles(db: Session, rows: Sequence[CustomerRow]) -> Sequence[Customer]:
    """The customers, with what they drive from one query for all of them."""
    query = select(VehicleRow).where(col(VehicleRow.customer_id).in_([row.id for row in rows]))
    vehicles = [_vehicle(vehicle) for vehicle in db.exec(query.order_by(col(VehicleRow.id)))] if rows else []
    return [_customer(row, [one for one in vehicles if one.customer == row.id]) for row in rows]


def _customer(row: CustomerRow, vehicles: Sequence[Vehicle]) -> Customer:
    assert row.id is not None
    return Customer(row.id, row.given_name, row.family_name, row.phone, row.email, row.since, tuple(vehicles))


def _vehicle(row: VehicleRow) -> Vehicle:
    assert row.id is not None
    return Vehicle(row.id, row.customer_id, row.vin, row.plate, row.maker, row.model, row.year, row.mileage)
