from __future__ import annotations

import pytest

from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.records import Customer
from tests.packs.service_desk.conftest import CIVIC


def names(found: object) -> list[str]:
    return [customer.name for customer in found]  # type: ignore[attr-defined]


def test_a_customer_is_found_by_any_spelling_of_the_number(desk: Desk, anna: Customer) -> None:
    assert desk.customers.by_phone("202.555.0143") == anna
    assert [vehicle.name for vehicle in anna.vehicles] == ["2018 Honda Civic", "2019 Toyota Camry"]
    assert desk.customers.by_phone("202 555 0144") is None
    with pytest.raises(DeskError, match="too few"):
        desk.customers.by_phone("0143")


@pytest.mark.parametrize(
    "said", ["Anna Meyer", "anna meyer", "Meyer, Anna", "Meyer", "Anna", "Ann Meyer", "Anna Maier", "Mayer", "Mey"]
)
def test_a_customer_is_found_by_name_however_it_is_said(desk: Desk, anna: Customer, said: str) -> None:
    desk.customers.add("Bob", "Smith", "202 555 0150")
    assert names(desk.customers.by_name(said)) == ["Anna Meyer"]


def test_a_name_that_is_written_so_goes_before_one_that_sounds_so(desk: Desk, anna: Customer) -> None:
    desk.customers.add("Anna", "Maier", "202 555 0151")
    assert names(desk.customers.by_name("Anna Maier")) == ["Anna Maier"]
    assert names(desk.customers.by_name("Anna Mayer")) == ["Anna Maier", "Anna Meyer"]


def test_names_of_several_words_and_with_accents(desk: Desk) -> None:
    desk.customers.add("María José", "de la Cruz", "202 555 0152")
    desk.customers.add("Seán", "O'Brien", "202 555 0153")
    for said in ("maria jose de la cruz", "Maria de la Cruz", "de la Cruz, María"):
        assert names(desk.customers.by_name(said)) == ["María José de la Cruz"]
    for said in ("sean obrien", "O Brien", "obryan"):
        assert names(desk.customers.by_name(said)) == ["Seán O'Brien"]


def test_nobody_has_that_name(desk: Desk, anna: Customer) -> None:
    assert desk.customers.by_name("Zebedee Quux") == []
    with pytest.raises(DeskError, match="name is missing"):
        desk.customers.by_name("  %_ ")


def test_what_is_written_down_is_checked(desk: Desk, anna: Customer) -> None:
    add = desk.customers.add
    for values, complaint in (
        (("", "Meyer", "202 555 0154"), "name is missing"),
        (("Anna", "Meyer", "12"), "telephone number"),
        (("Anna", "Meyer", "202 555 0154", "nobody"), "e-mail"),
        (("Otto", "Other", "+1 (202) 555-0143"), "another customer's"),
    ):
        with pytest.raises(DeskError, match=complaint):
            add(*values)
    add_vehicle = desk.customers.add_vehicle
    right = anna.vehicles[0].vin
    assert right != CIVIC
    for vehicle, complaint in (
        ((anna.id, CIVIC, "X1", "Honda", "Civic", 2018), "check digit"),
        ((anna.id, right, "X1", "Honda", "Civic", 2018), "another vehicle's"),
        ((anna.id, right, "X1", "Honda", "Civic", 18), "no model year"),
        ((99, right, "X1", "Honda", "Civic", 2018), "no customer 99"),
    ):
        with pytest.raises(DeskError, match=complaint):
            add_vehicle(*vehicle)
    assert len(desk.customers.get(anna.id).vehicles) == 2
