"""Times of day, phone numbers and vehicle numbers, as said and as written."""

from __future__ import annotations

import random

from models.recipes.common.numbers import ONES, in_words

_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_BEGINNINGS = "WVWZZZ WBA 1HG JTD YV1 WAUZZZ VF1 WF0XXX TMBZZZ VSSZZZ WDD ZFA KMH".split()  # noqa: SIM905
_HOURS = (7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6)


def clock_time(rng: random.Random) -> tuple[str, object]:
    """A time of day; means for example "9:15", with hours after noon as people say them."""
    hour = rng.choice(_HOURS)
    said = in_words(hour)
    kind = rng.random()
    if kind < 0.45:
        return said + rng.choice(["", "", " o'clock", " sharp"]), f"{hour}:00"
    if kind < 0.6:
        return f"half past {said}", f"{hour}:30"
    if kind < 0.7:
        return rng.choice([f"quarter past {said}", f"a quarter past {said}"]), f"{hour}:15"
    if kind < 0.75:
        return f"quarter to {said}", f"{(hour - 2) % 12 + 1}:45"
    if kind < 0.85:
        return f"{hour}:{(minute := rng.choice([0, 15, 30, 45])):02d}", f"{hour}:{minute:02d}"
    minute = rng.choice([10, 15, 20, 30, 40, 45, 50])
    return f"{said} {in_words(minute)}", f"{hour}:{minute}"


def phone(rng: random.Random) -> tuple[str, object]:
    """A phone number in digits, or digit by digit in words."""
    digits = "0" + "".join(str(rng.randrange(10)) for _ in range(rng.randint(5, 10)))
    if rng.random() < 0.5:
        return " ".join(ONES[int(digit)] for digit in digits), digits
    if rng.random() < 0.6:
        digits = f"{digits[:4]} {digits[4:]}"
    return digits, digits


def vin(rng: random.Random) -> tuple[str, object]:
    """A vehicle identification number: 17 characters without I, O and Q; often with zeros at the end."""
    number = "".join(rng.choice(_SIGNS) for _ in range(17))
    if rng.random() < 0.35:
        number = rng.choice(_BEGINNINGS) + "".join(rng.choice(_SIGNS) for _ in range(2)) + number
    if rng.random() < 0.5:
        length = rng.randint(3, 7)
        counted = rng.randint(0, 10**length - 1) // rng.choice([1, 10, 1000])
        number = number[: 17 - length] + str(counted).zfill(length)
    number = number[:17]
    return (" ".join(number) if rng.random() < 0.15 else number), number
