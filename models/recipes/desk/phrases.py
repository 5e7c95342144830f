"""Times, telephone numbers, vehicles and names in a caller's words."""

from __future__ import annotations

import random
from datetime import datetime

from desktop.packs.service_desk.spoken_times import MONTHS, ORDINALS
from models.recipes.common.grammar import expand
from models.recipes.common.invented import invented_word
from models.recipes.common.numbers import ONES, in_words
from models.recipes.desk import wordings

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
ORDER = (
    ("the first one", "the first", "the earliest", "the first time", "the earliest one"),
    ("the second one", "the second", "the second time"),
    ("the third one", "the third"),
    ("the fourth one", "the fourth"),
    ("the last one", "the fifth one"),
)
_NOON = 12


def clock(at: datetime, rng: random.Random) -> str:
    """A time of day."""
    hour = in_words((at.hour - 1) % _NOON + 1)
    half = "in the morning" if at.hour < _NOON else "in the afternoon"
    if at.minute:
        return rng.choice(
            [f"half past {hour}", f"{hour} thirty", f"{hour} thirty", f"{at.hour}:30", f"{hour} thirty {half}"]
        )
    forms = [hour, hour, f"{hour} o'clock", f"{hour} o'clock", f"{hour} {half}", f"{at.hour}:00", f"{hour} a.m."]
    forms[-1] = f"{hour} {'a.m.' if at.hour < _NOON else 'p.m.'}"
    return rng.choice([*forms, "noon"] if at.hour == _NOON else forms)


def day(at: datetime, now: datetime, rng: random.Random) -> str:
    """The day of a moment, without a preposition."""
    ahead = (at.date() - now.date()).days
    names = [{0: "today", 1: "tomorrow", 2: "the day after tomorrow"}.get(ahead, "")]
    if 0 < ahead < 8:
        names += [f"{at:%A}"] * 2
    names += [f"the {nth(at.day)}", f"{MONTHS[at.month - 1].title()} {nth(at.day)}"] if rng.random() < 0.3 else []
    return rng.choice([name for name in names if name] or [f"{MONTHS[at.month - 1].title()} {nth(at.day)}"])


def moment(at: datetime, now: datetime, rng: random.Random) -> str:
    """A day with a time."""
    said = day(at, now, rng)
    on = "on " if said.lower().split()[0] in {one.lower() for one in (*WEEKDAYS, *MONTHS, "the")} else ""
    on = "" if said.endswith("tomorrow") or rng.random() < 0.4 else on
    if rng.random() < 0.6:
        return f"{said} at {clock(at, rng)}" if rng.random() < 0.85 else f"{said} {clock(at, rng)}"
    return f"{clock(at, rng)} {on}{said}"


def nth(number: int) -> str:
    """Of a month."""
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    return f"{'thirtieth' if number == 30 else ('twenty ' if number < 30 else 'thirty ') + ORDINALS[number % 10 - 1]}"


def some_day(rng: random.Random) -> str:
    """A day, a part of one, or a week."""
    said = expand(wordings.DAYS, rng).replace("{weekday}", rng.choice(WEEKDAYS))
    return said.replace("{nth}", nth(rng.randint(1, 28))).replace("{month}", rng.choice(MONTHS).title())


def phone(number: str, rng: random.Random) -> str:
    """A number like +12025550123, mostly digit by digit."""
    digits = number.removeprefix("+1")
    if rng.random() < 0.2:
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if rng.random() < 0.6 else digits
    zero = rng.choice(["zero", "oh"])
    words = [zero if digit == "0" else ONES[int(digit)] for digit in digits]
    if rng.random() < 0.3:
        return f"{' '.join(words[:3])}, {' '.join(words[3:6])}, {' '.join(words[6:])}"
    if rng.random() < 0.1:
        words[3:5] = ["double five"]
    return " ".join(words)


def vehicle(name: str, rng: random.Random) -> str:
    """A vehicle like "2018 Honda Civic", as its owner calls it."""
    _, maker, *model = name.split()
    rest = " ".join(model)
    return rng.choice([maker, maker, rest, rest, f"{maker} {rest}", f"{maker} {rest}", name])


def garbled(said: str, rng: random.Random) -> str:
    """A time that came out as something else."""
    words = said.split()
    at = rng.randrange(len(words))
    words[at] = rng.choice([words[at] + rng.choice(["ward", "s", "er", "ing"]), invented_word(rng)])
    return " ".join(words)


def misheard(name: str, rng: random.Random) -> str:
    """A name that came out as another."""
    kind = rng.random()
    if kind < 0.3:
        return " ".join(invented_word(rng).capitalize() for _ in name.split())
    words = name.split()
    at = rng.randrange(len(words))
    word, place = words[at], rng.randrange(1, max(2, len(words[at])))
    letter = rng.choice(["", rng.choice("aeiouylnrst"), word[min(place, len(word) - 1)] * 2])
    words[at] = word[:place] + letter + word[place + 1 :]
    if kind > 0.85 and len(words[at]) > 4:
        words[at] = f"{words[at][:3]} {words[at][3:]}"
    return " ".join(words)
