"""What a caller said among other words: a time, a service, a vehicle, a number, a name that came out as another."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.packs.finding import SHIPPED
from desktop.packs.manifest import read_manifest
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.heard_clauses import corrections
from desktop.packs.service_desk.heard_services import service_in, vehicle_in
from desktop.packs.service_desk.heard_times import time_in
from desktop.packs.service_desk.likeness import Names, alike, best_of, name_part, near
from desktop.packs.service_desk.records import Customer
from desktop.packs.service_desk.spoken_numbers import digit_run, digits
from desktop.packs.service_desk.spoken_times import Spoken, read_time
from desktop.packs.service_desk.workshop import Workshop

MONDAY, OPENS, CLOSES = date(2026, 11, 23), time(8), time(17)
SHOP = Workshop.of(read_manifest(SHIPPED / "service_desk").data)
TIMES = ("tomorrow at half past nine", "friday morning", "ten o'clock", "wednesday at eleven", "the last one", "9:30")
OTHER = ("well", "hello", "that", "would", "suit", "me", "please", "my", "car", "needs", "oil", "sophie")
NAMES = (
    "Esther Rossi", "Rosa Rose", "Scott Wilson", "Chloé Lee", "Marcus Patel", "Ethan Green", "Edward Graham",
    "Joseph Fernández", "Tyler González", "Henry Okafor", "Diana Vargas", "Victor Ivanova", "Rosa Howard",
)  # fmt: skip
PHONES = ((1, "6075550114"), (2, "2405550118"), (3, "6185550109"), (4, "8085550182"), (5, "3075550112"))


def heard(said: str) -> str:
    return time_in(said, MONDAY, SHOP)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Ten o'clock would suit me.", "ten o'clock"),
        ("Nine thirty is fine with me.", "nine thirty"),
        ("At nine, no sorry, at nine thirty.", "at nine thirty"),
        ("Nine.", "nine"),
        ("I'll have the last one.", "the last one"),
        ("Could I bring it on Wednesday at eleven?", "on wednesday at eleven"),
        ("I need an oil change the day after tomorrow.", "the day after tomorrow"),
        ("Could I bring it on the twenty-sixth?", "on the twenty-sixth"),
        ("On the twenty-seventh in the morning.", "on the twenty-seventh in the morning"),
        ("Thursday after lunch?", "thursday after lunch"),
        ("Thursday, if you can, around eleven.", "thursday around eleven"),
        ("We leave on Saturday, so it has to be Thursday.", "thursday"),
        ("It has to be Thursday, we leave on Saturday.", "thursday"),
        ("I can't come on Wednesday. Could I come on Friday at ten?", "on friday at ten"),
        ("Move it from Wednesday to Friday at ten.", "friday at ten"),
        ("The light came on this morning.", ""),
        ("Good morning, an oil change on Wednesday.", "on wednesday"),
        ("The older one, the Altima.", ""),
        ("I need two for each car, and one tire.", ""),
        ("I sold that car last week.", ""),
        ("I'm booked for next Monday.", ""),
        ("Can I have an appointment on Monday?", "on monday"),
        ("I work until noon, so Thursday at one would suit me.", "thursday at one"),
        ("I have to ask my wife first.", ""),
        ("Let's say nine.", "nine"),
        ("I have one car here.", ""),
        ("The early est one please.", ""),
        ("It is the only one.", ""),
        ("My brakes squeak, can you look at them?", ""),
    ],
)
def test_a_time_among_other_words(said: str, found: str) -> None:
    assert heard(said) == found


@given(
    st.lists(st.sampled_from(OTHER), max_size=6), st.sampled_from(TIMES), st.lists(st.sampled_from(OTHER), max_size=6)
)
def test_a_time_is_found_wherever_it_stands(before: list[str], when: str, after: list[str]) -> None:
    found = heard(" ".join([*before, when, *after]))
    assert read_time(found, MONDAY, OPENS, CLOSES) == read_time(when, MONDAY, OPENS, CLOSES)


@given(st.text(max_size=80) | st.lists(st.sampled_from((*TIMES, *OTHER, "no sorry")), max_size=9).map(" ".join))
def test_what_is_found_was_said_and_is_understood(said: str) -> None:
    found = heard(said)
    if found:
        assert all(word in " ".join(corrections(said)) for word in found.split())
        assert read_time(found, MONDAY, OPENS, CLOSES) != Spoken()


@pytest.mark.parametrize(
    ("said", "service"),
    [
        ("I need new tyres on my car", "tire change"),
        ("a break service for Wednesday", "brake service"),
        ("My breaks squick, can you look at them", "brake service"),
        ("the engine makes a noise", "diagnosis"),
        ("an oil change for the engine", "oil change"),
        ("my air con blows warm", "air conditioning service"),
        ("brakes and tires", ""),
        ("a tire change, sorry, no, a brake service", "brake service"),
        ("No, that is somebody else.", ""),
    ],
)
def test_a_service_in_a_callers_words(workshop: Workshop, said: str, service: str) -> None:
    assert service_in(said, workshop) == service


def test_a_vehicle_that_came_out_as_another_word(anna: Customer) -> None:
    def vehicle(said: str, *, asked: bool = True) -> str:
        return vehicle_in(said, anna.vehicles, asked=asked)

    honda, toyota = "2018 Honda Civic", "2019 Toyota Camry"
    assert vehicle("for the toyoder") == toyota
    assert vehicle("it is the hunda") == honda
    assert vehicle("the civvy") == honda
    assert vehicle("tomorrow at nine") == ""
    assert vehicle("an oil change for my Honda tomorrow", asked=False) == honda
    assert vehicle("it is the hundert", asked=False) == "", "who was not asked has to say it"
    assert vehicle("the Honda or the Toyota") == "", "not both"
    assert vehicle("the older one") == honda
    assert vehicle("the newest") == toyota
    assert vehicle("the older one", asked=False) == ""
    assert vehicle_in("the Honda", [], asked=True) == ""


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("My number is six zero seven, five five five, zero one one four.", "6075550114"),
        ("I need two tires, it is double six seven, triple five, oh one one for", "6675550114"),
        ("tomorrow at nine", "9"),
        ("nobody", ""),
    ],
)
def test_a_number_in_a_sentence(said: str, number: str) -> None:
    assert digits(digit_run(said)) == number


@given(st.sampled_from(PHONES), st.data())
def test_a_number_is_found_when_one_digit_is_lost_doubled_or_another(
    phone: tuple[int, str], data: st.DataObject
) -> None:
    number, right = phone
    at = data.draw(st.integers(0, 9))
    how = data.draw(st.sampled_from(["lost", "doubled", "another"]))
    digit = (
        data.draw(st.sampled_from("0123456789")) if how == "another" else right[at] * (2 if how == "doubled" else 0)
    )
    assert number in near(right[:at] + digit + right[at + 1 :], PHONES)


@pytest.mark.parametrize("number", ["2405559118", "6075551134", "5555555555", "1234567"])
def test_a_number_of_others_is_nobodys(number: str) -> None:
    assert near(number.replace("2405559118", "2405559199"), PHONES) == []
    assert near(number, []) == []


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Scott will sen.", "Scott Wilson"),
        ("Hello, it sester Rossi.", "Esther Rossi"),
        ("Good morning, Mark a spotel.", "Marcus Patel"),
        ("Hello, I am cloely and I would like an oil change tomorrow.", "Chloé Lee"),
        ("The name is Ethon green.", "Ethan Green"),
        ("Joseph formandes.", "Joseph Fernández"),
        ("It is diana varga speaking.", "Diana Vargas"),
        ("My name is Victor iven over.", "Victor Ivanova"),
        ("My name is Rose a hourd.", "Rosa Howard"),
    ],
)
def test_names_as_a_recogniser_wrote_them(said: str, name: str) -> None:
    names = [(at, *one.split()) for at, one in enumerate(NAMES)]
    found = best_of(alike(name_part(said), Names.of(names)))
    assert name in [NAMES[at] for at in found]
    assert NAMES[found[0]] == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("I hope I'm not calling too early.", ""),
        ("I'm afraid it is my fault, this is Anna Meyer.", "anna meyer"),
        ("O'Brien is my name, I've got a puncture.", "obrien"),
        ("Hello, Jacob Eliasson speaking.", "jacob eliasson"),
    ],
)
def test_where_a_name_stands_in_a_sentence(said: str, name: str) -> None:
    assert name_part(said) == name


def test_what_is_like_nobodys_name(desk: Desk, anna: Customer) -> None:
    assert best_of(desk.index.alike("zebedee quux")) == []
    assert desk.index.alike("") == []
    assert [one.customer for one in desk.index.alike("hanna maya")] == [anna.id]
    other = desk.customers.add("Hannah", "Mayer", "202 555 0150")
    assert desk.index.alike("hannah mayer")[0].customer == other.id, "who came later is known, too"


@given(st.text(max_size=60))
def test_no_words_break_it(said: str) -> None:
    names = Names.of([(1, "anna", "meyer")])
    assert all(0 <= one.likeness <= 1 for one in alike(name_part(said), names))
    assert len(near(digits(digit_run(said)), PHONES)) <= len(PHONES)
