from __future__ import annotations

from decimal import Decimal

import pytest

from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.validation import (
    email_address,
    money,
    name_key,
    person_name,
    phone_number,
    sound_key,
)


@pytest.mark.parametrize(
    "text",
    ["202-555-0143", "(202) 555 0143", "+1 202 555 0143", "1.202.555.0143", " 2025550143 ", "tel:+1-202-555-0143"],
)
def test_telephone_numbers_come_to_one_form(text: str) -> None:
    assert phone_number(text, "US") == "+12025550143"


def test_a_number_with_a_country_code_may_be_from_anywhere() -> None:
    assert phone_number("+49 30 901820", "US") == "+4930901820"
    assert phone_number("030 901820", "DE") == "+4930901820"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is not a telephone number"),
        ("Anna", "is not a telephone number"),
        ("555", "too few or too many digits"),
        ("202 555 0143 0143", "too few or too many digits"),
        ("099 555 0143", "that anybody can have"),
        ("+999 12345678", "is not a telephone number"),
    ],
)
def test_what_is_no_telephone_number_says_why(text: str, complaint: str) -> None:
    with pytest.raises(DeskError) as caught:
        phone_number(text, "US")
    assert complaint in str(caught.value)
    assert "area code" in caught.value.advice


def test_email_addresses() -> None:
    assert email_address(" Anna.Meyer@EXAMPLE.com ") == "Anna.Meyer@example.com"
    for text, complaint in (
        ("anna", "@-sign"),
        ("anna@", "after the @-sign"),
        ("anna@example", "period"),
        ("an na@example.com", "before the @-sign"),
        ("anna@localhost.local", "special-use or reserved"),
    ):
        with pytest.raises(DeskError, match="is not an e-mail address") as caught:
            email_address(text)
        assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("given", "amount"),
    [("89", "89.00"), ("1,249.5", "1249.50"), ("$ 0.05", "0.05"), (12, "12.00"), (Decimal("3.10"), "3.10")],
)
def test_money_is_exact(given: str | int | Decimal, amount: str) -> None:
    assert str(money(given)) == amount


@pytest.mark.parametrize(
    "given", ["", "-1", "1.234", "1,24", "12,34,567", "NaN", "Infinity", "1e3", "99999999", "١٢", 0.1, True]
)
def test_what_is_no_amount_is_refused(given: str | float) -> None:
    with pytest.raises(DeskError, match="is not an amount of money"):
        money(given)  # type: ignore[arg-type]


def test_names() -> None:
    assert person_name("  José  María ") == "José María"
    for text in ("", " ", "123", "x" * 100, "An\x00na"):
        with pytest.raises(DeskError):
            person_name(text)


def test_names_are_found_by_their_letters() -> None:
    assert name_key("O'Brien-MÜLLER") == "obrien muller"
    assert name_key("Renée") == name_key("RENEE")
    assert name_key("Okafor, Zoë") == "okafor zoe"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Robert", "R163"),
        ("Rupert", "R163"),
        ("Ashcraft", "A261"),
        ("Tymczak", "T522"),
        ("Pfister", "P236"),
        ("Lee", "L000"),
    ],
)
def test_soundex_as_the_national_archives_define_it(name: str, code: str) -> None:
    assert sound_key(name) == code


def test_names_that_sound_alike() -> None:
    assert len({sound_key(name) for name in ("Meyer", "Maier", "Mayer", "Meier")}) == 1
    assert sound_key("O'Brien") == sound_key("Obryan")
    assert sound_key("王") == ""
