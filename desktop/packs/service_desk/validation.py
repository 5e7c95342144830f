"""Telephone numbers, e-mail addresses, names and money: checked, and brought to one form. Raise DeskError."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from desktop.packs.service_desk.errors import DeskError

_AMOUNT = re.compile(r"(?:\d{1,7}|\d{1,3}(?:,\d{3}){1,2})(?:\.\d{1,2})?", re.ASCII)
_LONGEST_NAME = 80


def phone_number(text: str, region: str) -> str:
    """A telephone number as E.164, like `+12025550123`; `region` is where numbers without a country code belong."""
    advice = "give it with area code, or with + and the country code"
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise DeskError(f"{_quoted(text)} is not a telephone number", advice=advice) from error
    if not phonenumbers.is_possible_number(number):
        raise DeskError(f"{_quoted(text)} has too few or too many digits for a telephone number", advice=advice)
    if not phonenumbers.is_valid_number(number):
        raise DeskError(f"{_quoted(text)} is not a telephone number that anybody can have", advice=advice)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_address(text: str) -> str:
    """An e-mail address in its usual form. Nothing is asked of the network: whether anybody reads it is not known."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        message = f"{_quoted(text)} is not an e-mail address: {str(error).rstrip('.')}"
        raise DeskError(message, advice="spell it, like anna@example.com") from error


def person_name(text: str) -> str:
    """A name without spare spaces."""
    name = " ".join(text.split())
    if not name or not any(c.isalpha() for c in name):
        raise DeskError("a name is missing", advice="give first and last name")
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise DeskError(f"{_quoted(name)} cannot be a name", advice="give first and last name")
    return name


def money(amount: str | int | Decimal) -> Decimal:
    """An amount of at least nothing, to the cent. Never of a float, which most cents are not."""
    text = str(amount).strip().removeprefix("$").strip()
    if isinstance(amount, float) or not _AMOUNT.fullmatch(text):
        advice = "give it like 89 or 1,249.50, with at most two digits after the point"
        raise DeskError(f"{_quoted(str(amount))} is not an amount of money", advice=advice)
    return Decimal(text.replace(",", "")).quantize(Decimal("0.01"))


def name_key(name: str) -> str:
    """What a name is found by: without case, accents, apostrophes and hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else "" if c in "'’" else " " for c in plain).split())  # noqa: RUF001 - typed so


def sound_key(name: str) -> str:
    """How a name sounds, roughly: American Soundex, so that Meyer is found when Maier was understood."""
    letters = [c for c in name_key(name) if c in _SOUNDS or c in "aeiouyhw"]
    if not letters:
        return ""
    code, last = letters[0].upper(), _SOUNDS.get(letters[0], "")
    for letter in letters[1:]:
        sound = _SOUNDS.get(letter, "")
        if sound and sound != last:
            code += sound
        if letter not in "hw":  # these do not part two letters of one sound; vowels do
            last = sound
    return code[:4].ljust(4, "0")


_SOUNDS = {
    letter: digit
    for digit, letters in {"1": "bfpv", "2": "cgjkqsxz", "3": "dt", "4": "l", "5": "mn", "6": "r"}.items()
    for letter in letters
}


def plain_line(text: str) -> str:
    """What somebody said as one line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _quoted(text: str) -> str:
    shown = plain_line(text)
    return f"“{shown if len(shown) <= 40 else shown[:39] + '…'}”"
