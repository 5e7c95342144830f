"""The full desk, made once: large, fast, consistent, and every value such as the desk itself would take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from desktop.errors import UsageError
from desktop.packs.finding import SHIPPED
from desktop.packs.manifest import read_manifest
from desktop.packs.service_desk.counts import count_desk
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.entry import desk_in
from desktop.packs.service_desk.generator import Amounts, generate
from desktop.packs.service_desk.tables import AppointmentRow, CustomerRow, VehicleRow
from desktop.packs.service_desk.validation import email_address, name_key, person_name, phone_number, sound_key
from desktop.packs.service_desk.vin import decode_vin
from desktop.packs.service_desk.workshop import Workshop
from tests.packs.service_desk.conftest import MONDAY

MOST_S = 20.0


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    workshop = Workshop.of(read_manifest(SHIPPED / "service_desk").data)
    with desk_in(tmp_path_factory.mktemp("desk"), workshop, lambda: MONDAY) as desk:
        start = time.monotonic()
        made = generate(desk, seed=7)
        seconds = time.monotonic() - start
        print(f"generated in {seconds:.1f} s: {made}")
        assert seconds < MOST_S
        yield desk


def test_as_many_as_asked_for(full: Desk) -> None:
    counts = count_desk(full)
    assert (counts.customers, counts.vehicles, sum(counts.appointments.values())) == (10_000, 16_000, 8_000)
    assert counts.service_records == counts.appointments["done"] > 5_000
    assert counts.upcoming == counts.appointments["booked"] > 300
    assert counts.appointments["cancelled"] > 300
    assert counts.appointments["missed"] > 100
    assert counts.double_booked == 0
    assert counts.earned > 500_000


def test_every_value_is_one_that_the_desk_would_take(full: Desk) -> None:
    with full.database().read() as db:
        customers, vehicles = db.exec(select(CustomerRow)).all(), db.exec(select(VehicleRow)).all()
    for one in customers:
        assert phone_number(one.phone, "US") == one.phone
        assert one.phone[5:10] == "55501", "set aside for fiction"
        assert person_name(one.given_name) == one.given_name
        assert one.family_key == name_key(one.family_name)
        assert one.family_sound == sound_key(one.family_name)
        assert one.since < MONDAY.date()
    for one in customers[:500]:
        assert not one.email or email_address(one.email) == one.email
    for vehicle in vehicles:
        found = decode_vin(vehicle.vin, MONDAY.year)
        assert (found.maker, found.year) == (vehicle.maker, vehicle.year)
    assert {vehicle.customer_id for vehicle in vehicles} == {customer.id for customer in customers}


@pytest.mark.parametrize(
    "wrong",
    [
        # appointments before somebody was a customer or the vehicle was made
        """SELECT count(*) FROM appointment JOIN customer ON customer.id = customer_id
           WHERE date(starts_at) < since""",
        """SELECT count(*) FROM appointment JOIN vehicle ON vehicle.id = vehicle_id
           WHERE CAST(strftime('%Y', starts_at) AS INTEGER) < year""",
        # outside of the opening hours
        "SELECT count(*) FROM appointment WHERE time(starts_at) < '08:00:00' OR time(ends_at) > '17:00:00'",
        "SELECT count(*) FROM appointment WHERE strftime('%w', starts_at) IN ('0', '6')",
        # done in the future, booked in the past
        "SELECT count(*) FROM appointment WHERE state IN ('done', 'missed') AND starts_at > '2026-11-23T09:12'",
        "SELECT count(*) FROM appointment WHERE state = 'booked' AND starts_at <= '2026-11-23T09:12'",
        # an odometer that runs backwards
        """SELECT count(*) FROM (SELECT mileage, lag(mileage) OVER (PARTITION BY vehicle_id ORDER BY done_on)
           AS before FROM service_record) WHERE mileage < before""",
        """SELECT count(*) FROM service_record JOIN vehicle ON vehicle.id = vehicle_id
           WHERE service_record.mileage > vehicle.mileage""",
        # done without a record, and the other way round
        """SELECT count(*) FROM appointment LEFT JOIN service_record ON appointment_id = appointment.id
           WHERE (state = 'done') <> (appointment_id IS NOT NULL)""",
        # a vehicle twice on one day
        """SELECT count(*) FROM (SELECT 1 FROM appointment WHERE state <> 'cancelled'
           GROUP BY vehicle_id, date(starts_at) HAVING count(*) > 1)""",
        # half hours that are taken without an appointment, or not for all of it
        """SELECT count(*) FROM (SELECT appointment.id FROM appointment
           LEFT JOIN taken ON appointment_id = appointment.id AND taken.bay = appointment.bay
             AND taken.starts_at >= appointment.starts_at AND taken.starts_at < ends_at
           WHERE state <> 'cancelled' GROUP BY appointment.id
           HAVING count(taken.bay) * 1800 <> strftime('%s', ends_at) - strftime('%s', appointment.starts_at))""",
        """SELECT count(*) FROM taken JOIN appointment ON appointment.id = appointment_id
           WHERE state = 'cancelled' OR taken.vehicle_id <> appointment.vehicle_id""",
    ],
)
def test_nothing_contradicts_anything(full: Desk, wrong: str) -> None:
    with full.database().read() as db:
        assert db.execute(text(wrong)).scalar_one() == 0


def test_the_days_ahead_have_room(full: Desk) -> None:
    found = full.bookings.free_slots("oil change", MONDAY.date(), 50)
    assert len({slot.date() for slot in found}) > 1
    with full.database().read() as db:
        tomorrow = db.exec(select(AppointmentRow).where(AppointmentRow.starts_at >= datetime(2026, 11, 24))).all()
    assert sum(one.starts_at < datetime(2026, 11, 25) for one in tomorrow) > 10


def dump(desk: Desk) -> list[str]:
    with desk.database().read() as db:
        tables = ("customer", "vehicle", "appointment", "taken", "service_record")
        return [str(tuple(row)) for table in tables for row in db.execute(text(f"SELECT * FROM {table}"))]


def test_the_same_seed_makes_the_same_desk(tmp_path: Path, workshop: Workshop) -> None:
    made = []
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        with desk_in(tmp_path / folder, workshop, lambda: MONDAY) as desk:
            generate(desk, seed, Amounts.for_customers(50))
            made.append(dump(desk))
    assert made[0] == made[1] != made[2]
    assert len(made[0]) > 50 + 80 + 40


def test_what_is_there_is_replaced_only_when_asked(desk: Desk) -> None:
    generate(desk, 1, Amounts.for_customers(20))
    before = dump(desk)
    with pytest.raises(UsageError, match="has customers already"):
        generate(desk, 2, Amounts.for_customers(20))
    assert dump(desk) == before
    made = generate(desk, 2, Amounts.for_customers(30), replace=True)
    assert (made.customers, made.vehicles, made.appointments) == (30, 48, 24)
    assert count_desk(desk).customers == 30
    assert desk.customers.get(1).vehicles


@pytest.mark.parametrize("customers", [0, 10_000_000])
def test_no_desk_is_made_of_nobody_or_of_more_than_there_are_numbers(customers: int) -> None:
    with pytest.raises(UsageError, match="cannot be made"):
        Amounts.for_customers(customers)
