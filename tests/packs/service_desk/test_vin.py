from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.made_people import make_vin
from desktop.packs.service_desk.vin import CHECK_AT, check_digit, decode_vin, valid_vin, year_letter

KNOWN = "1M8GDM9AXKP042788"
"""The example of the check digit in the literature: X."""
SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


def test_known_check_digits() -> None:
    assert check_digit(KNOWN) == "X"
    assert check_digit("1" * 17) == "1"
    assert valid_vin("1m8gdm9a-xkp042788 ") == KNOWN


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "has 17 characters, this one has 0"),
        (KNOWN[:-1], "this one has 16"),
        (KNOWN.replace("0", "O"), "never has the letter O"),
        ("I" + KNOWN[1:], "never has the letter I"),
        (KNOWN[:-1] + "Q", "never has the letter Q"),
        (KNOWN[:-1] + "Ä", "letters and digits only"),
        (KNOWN.replace("X", "5"), "the ninth character is 5 and should be X"),
    ],
)
def test_what_is_no_vin_says_why(text: str, complaint: str) -> None:
    with pytest.raises(DeskError) as caught:
        valid_vin(text)
    assert complaint in str(caught.value)
    assert "read it again" in caught.value.advice


@given(st.text(SIGNS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_found_unless_it_has_the_same_value(text: str, at: int, sign: str) -> None:
    vin = text[:CHECK_AT] + check_digit(text) + text[CHECK_AT + 1 :]
    assert valid_vin(vin) == vin
    wrong = vin[:at] + sign + vin[at + 1 :]
    if at == CHECK_AT and sign != vin[at]:
        with pytest.raises(DeskError, match="check digit"):
            valid_vin(wrong)
    else:
        assert (check_digit(wrong) == wrong[CHECK_AT]) == (wrong == vin or _alike(sign, vin[at]))


def _alike(one: str, other: str) -> bool:
    values = {**{str(n): n for n in range(10)}, **dict(zip("ABCDEFGH", range(1, 9), strict=True))}
    values |= dict(zip("JKLMN", range(1, 6), strict=True)) | {"P": 7, "R": 9}
    values |= dict(zip("STUVWXYZ", range(2, 10), strict=True))
    return values[one] == values[other]


def test_the_year_comes_round_again() -> None:
    assert [year_letter(year) for year in (1980, 2000, 2001, 2009, 2010, 2018, 2026)] == list("AY19AJT")
    new, old = make_vin(random.Random(1), "1HG", 2018, 1), make_vin(random.Random(1), "1HG", 1988, 1)
    assert new[9] == old[9] == "J"
    assert (decode_vin(new, 2026).year, decode_vin(old, 2026).year) == (2018, 1988)
    assert decode_vin(make_vin(random.Random(1), "1HG", 2027, 1), 2026).year == 2027
    future = make_vin(random.Random(1), "1HG", 2028, 1)
    assert decode_vin(future, 2026).year == 1998, "no vehicle is two years ahead of its time"


def test_maker_country_and_serial() -> None:
    found = decode_vin(make_vin(random.Random(1), "WVW", 2015, 123456), 2026)
    assert (found.maker, found.country, found.serial) == ("Volkswagen", "Germany", "123456")
    unknown = decode_vin(KNOWN, 2026)
    assert (unknown.maker, unknown.country, unknown.year) == ("", "the United States", 1989)
