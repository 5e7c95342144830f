"""The desk's file: its tables are those of the classes, and they refuse what may not be."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import UniqueConstraint, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.records import Customer
from desktop.packs.service_desk.tables import DeskTable

START = "2026-11-24T08:00"


def test_migrated_schema_is_that_of_the_tables(desk: Desk) -> None:
    assert len(DeskTable.metadata.tables) == 7
    assert not DeskTable.metadata.tables.keys() & SQLModel.metadata.tables.keys()
    with desk.database().read() as db:
        found = inspect(db.connection())
        assert set(found.get_table_names()) - {"sqlite_sequence"} == set(DeskTable.metadata.tables)
        for name, table in DeskTable.metadata.tables.items():
            key = {column.name for column in table.primary_key}
            columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
            assert columns | dict.fromkeys(key, False) == {one.name: one.nullable for one in table.columns}
            indexes = {one["name"]: tuple(one["column_names"]) for one in found.get_indexes(name)}
            assert indexes == {one.name: tuple(c.name for c in one.columns) for one in table.indexes}
            assert {tuple(one["column_names"]) for one in found.get_unique_constraints(name)} == {
                tuple(column.name for column in one.columns)
                for one in table.constraints
                if isinstance(one, UniqueConstraint)
            }
            keys = found.get_foreign_keys(name)
            assert {(tuple(one["constrained_columns"]), one["referred_table"]) for one in keys} == {
                (tuple(one.column_keys), one.referred_table.name) for one in table.foreign_key_constraints
            }


APPOINTMENT = "INSERT INTO appointment VALUES (NULL, {0}, {1}, 'x', 1, '{2}', '{3}', 0, '{4}', '{5}')"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO customer VALUES (NULL, '', 'b', 'a', 'b', '', '+12025550111', '', '2026-01-01')",
        "INSERT INTO customer VALUES (NULL, 'a', 'b', 'a', 'b', '', '202 555', '', '2026-01-01')",
        "INSERT INTO customer VALUES (NULL, 'a', 'b', 'a', 'b', '', '+12025550143', '', '2026-01-01')",
        "INSERT INTO customer VALUES (NULL, 'a', 'b', 'a', 'b', '', '+12025550111', 'nobody', '2026-01-01')",
        "INSERT INTO vehicle VALUES (NULL, 99, '11111111111111111', 'p', 'm', 'm', 2018, 0)",
        "INSERT INTO vehicle VALUES (NULL, {0}, '1111111111111111O', 'p', 'm', 'm', 2018, 0)",
        "INSERT INTO vehicle VALUES (NULL, {0}, '1111111111111111', 'p', 'm', 'm', 2018, 0)",
        "INSERT INTO vehicle VALUES (NULL, {0}, '11111111111111111', 'p', 'm', 'm', 2018, -1)",
        APPOINTMENT.format("{0}", "99", START, "2026-11-24T09:00", "booked", ""),
        APPOINTMENT.format("99", "{1}", START, "2026-11-24T09:00", "booked", ""),
        APPOINTMENT.format("{0}", "{1}", START, START, "booked", ""),
        APPOINTMENT.format("{0}", "{1}", START, "2026-11-24T09:00", "lost", ""),
        APPOINTMENT.format("{0}", "{1}", START, "2026-11-24T09:00", "cancelled", ""),
        "INSERT INTO service_record VALUES (NULL, {1}, NULL, '2026-01-01', 'x', 1, -1)",
    ],
)
def test_the_file_itself_refuses_what_may_not_be(desk: Desk, anna: Customer, statement: str) -> None:
    filled = statement.format(anna.id, anna.vehicles[0].id)
    with pytest.raises(IntegrityError), desk.database().write() as db:
        db.execute(text(filled))


def test_a_half_hour_of_a_bay_and_a_vehicle_is_given_once(desk: Desk, anna: Customer) -> None:
    one, other = anna.vehicles
    made = desk.bookings.book(anna.id, one.id, "oil change", _at(START))
    for bay, vehicle in ((made.bay, other.id), (made.bay + 1, one.id)):
        with pytest.raises(IntegrityError), desk.database().write() as db:
            db.execute(text(f"INSERT INTO taken VALUES ('{START}', {bay}, {made.id}, {vehicle})"))


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT * FROM customer WHERE phone = 'x'", "sqlite_autoindex_customer_1"),
        ("SELECT * FROM customer WHERE family_key = 'x' AND given_key BETWEEN 'a' AND 'b'", "customer_by_name"),
        ("SELECT * FROM customer WHERE family_sound = 'x' AND given_key BETWEEN 'a' AND 'b'", "customer_by_sound"),
        ("SELECT * FROM vehicle WHERE customer_id = 1", "vehicle"),
        (
            "SELECT * FROM appointment WHERE customer_id = 1 AND state = 'booked' AND starts_at > 'x'",
            "appointment_by_customer",
        ),
        ("SELECT * FROM appointment WHERE state = 'booked' AND starts_at > 'x'", "appointment_by_start"),
        ("SELECT * FROM taken WHERE starts_at >= 'a' AND starts_at < 'b'", "taken"),
        ("DELETE FROM taken WHERE appointment_id = 1", "taken_by_appointment"),
    ],
)
def test_every_question_has_its_index(desk: Desk, query: str, index: str) -> None:
    with desk.database().read() as db:
        plan = [str(row[3]) for row in db.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    assert all(step.startswith("SEARCH") for step in plan), plan
    assert index in plan[0]


def _at(text_: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text_)
