"""Fifty who book at once, in five processes, each with a connection of its own, on a real file."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.packs.service_desk.counts import count_desk
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.made_people import make_vin
from desktop.packs.service_desk.workshop import Workshop

ROOT = Path(__file__).parent.parent.parent.parent
PROCESSES, THREADS = 5, 10
WRITERS = PROCESSES * THREADS


@pytest.fixture
def customers(desk: Desk) -> Desk:
    """Fifty customers with a vehicle each, both numbered from 1."""
    rng = random.Random(1)
    for number in range(1, WRITERS + 1):
        customer = desk.customers.add("Otto", f"Other{'x' * number}"[:30], f"202 555 01{number:02d}")
        vehicle = desk.customers.add_vehicle(
            customer.id, make_vin(rng, "1HG", 2018, number), f"P{number}", "M", "X", 2018
        )
        assert customer.id == vehicle.id == number
    return desk


def write(desk: Desk, mode: str) -> list[str]:
    program = "tests.packs.service_desk.writer"
    command = [sys.executable, "-m", program, str(desk.path.parent), str(PROCESSES), str(THREADS), mode]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_of_fifty_who_want_one_time_as_many_get_it_as_there_are_bays(customers: Desk, workshop: Workshop) -> None:
    found = write(customers, "same")
    assert len(found) == WRITERS
    assert sum(line.startswith("booked") for line in found) == workshop.bays
    assert found.count("taken") == WRITERS - workshop.bays
    booked = customers.bookings.upcoming(limit=WRITERS)
    assert sorted(one.bay for one in booked) == list(range(1, workshop.bays + 1))
    assert_consistent(customers, cells=workshop.bays * 2)


def test_fifty_who_take_what_is_free_all_get_a_time_and_none_gets_anothers(customers: Desk) -> None:
    found = write(customers, "any")
    assert all(line.startswith("booked") for line in found), found
    assert len(customers.bookings.upcoming(limit=99)) == WRITERS
    assert_consistent(customers, cells=WRITERS * 4)


def assert_consistent(desk: Desk, cells: int) -> None:
    assert count_desk(desk).double_booked == 0
    with desk.database().read() as db:
        assert db.execute(text("SELECT count(*) FROM taken")).scalar_one() == cells
        assert db.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert db.execute(text("PRAGMA foreign_key_check")).all() == []
