"""What fills the slots of the patterns: words with their meanings."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence

from models.recipes.common import lexicon, words
from models.recipes.common.grammar import SlotSampler
from models.recipes.common.knowledge_words import OPPOSITES
from models.recipes.common.numbers import ONES, in_words
from models.recipes.common.slots_copied import Copied
from models.recipes.common.slots_desk import clock_time, phone, vin

OPERATORS = {
    "plus": "+", "minus": "-", "times": "*", "divided by": "/", "multiplied by": "*", "take away": "-", "over": "/",
}  # fmt: skip
"""As said, to the sign."""
_OP_DO = {
    "add": "+", "subtract": "-", "multiply by": "*", "multiply it by": "*", "divide by": "/", "divide it by": "/",
    "divide that by": "/", "multiply that by": "*", "take away": "-", "add to it": "+", "add to that": "+",
    "subtract from it": "-", "take off": "-", "put on top": "+",
}  # fmt: skip
_PLAIN_TASKS = [task for task in words.TASKS if "{" not in task]


def number(rng: random.Random) -> int:
    """A whole number up to 9,999 as people use them: mostly under 100."""
    kind = rng.random()
    if kind < 0.24:
        return rng.randint(0, 20)
    if kind < 0.54:
        return rng.randint(10, 99)
    if kind < 0.6:
        return rng.choice([100, 1000]) * rng.randint(1, 9) + rng.randint(1, 12)
    if kind < 0.82:
        return rng.choice([rng.randint(100, 999), rng.randint(1, 9) * 100, rng.randint(10, 99) * 10])
    return rng.choice(
        [rng.randint(1000, 9999), rng.randint(1000, 9999), rng.randint(1, 9) * 1000, rng.randint(11, 99) * 100]
    )


def said_number(value: int, rng: random.Random) -> str:
    """`value` in words, in one of the ways people say it."""
    text = in_words(value)
    if 1100 <= value <= 9900 and value % 100 == 0 and value % 1000 and rng.random() < 0.6:
        text = f"{in_words(value // 100)} hundred"
    elif 1100 <= value <= 9999 and value % 1000 >= 100 and rng.random() < 0.08:
        text = f"{in_words(value // 100)} hundred and {in_words(value % 100)}" if value % 100 else text
    if text.startswith(("one hundred", "one thousand")) and rng.random() < 0.4:
        text = "a" + text[3:]
    return text.replace(" and ", " ") if rng.random() < 0.3 else text


def _number(rng: random.Random) -> tuple[str, object]:
    if rng.random() < 0.03:
        whole, tenths = rng.randint(0, 50), rng.randint(1, 9)
        return f"{in_words(whole)} point {ONES[tenths]}", float(f"{whole}.{tenths}")
    value = number(rng)
    return said_number(value, rng), value


def _small(rng: random.Random) -> tuple[str, object]:
    value = rng.choice([rng.randint(1, 12), rng.randint(5, 40)])
    return in_words(value), value


def _marked(mark: str) -> SlotSampler:
    """A small number with the sign that goes before it."""

    def take(rng: random.Random) -> tuple[str, object]:
        said, value = _number(rng)
        return said, (mark, value)

    return take


_TABLE = (
    "ones", "twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines", "tens", "elevens", "twelves",
)  # fmt: skip


def _times_table(rng: random.Random) -> tuple[str, object]:
    """So many of a small number: "seven eights"; means both numbers."""
    first, second = rng.randint(2, 12), rng.randint(2, 12)
    return f"{in_words(first)} {_TABLE[second - 1]}", (first, second)


_UNITS = (("second", 1), ("minute", 60), ("hour", 3600))


def plural(amount: float, unit: str) -> str:
    """`unit` as it follows `amount`."""
    return unit if amount == 1 else unit + "s"


def _simple(rng: random.Random) -> tuple[int, str, int]:
    unit, seconds = rng.choice([_UNITS[1], _UNITS[1], _UNITS[1], _UNITS[0], _UNITS[2]])
    amount = (
        rng.randint(1, 12)
        if unit == "hour"
        else rng.choice([rng.randint(1, 20), rng.randint(1, 60), rng.randint(1, 99)])
    )
    if rng.random() < 0.4:
        amount = rng.choice([1, 2, 3, 5, 10, 15, 20, 25, 30, 40, 45, 60, 90]) if unit != "hour" else rng.randint(1, 3)
    return amount, unit, seconds


def duration(rng: random.Random) -> tuple[str, object]:
    """How long, in words; means (as a reply says it, seconds)."""
    kind = rng.random()
    if kind < 0.8:
        amount, unit, seconds = _simple(rng)
        said = in_words(amount)
        if amount == 1 and rng.random() < 0.5:
            said = "an" if unit == "hour" else "a"
        return f"{said} {plural(amount, unit)}", (f"{amount} {plural(amount, unit)}", amount * seconds)
    if kind < 0.87:
        return rng.choice(
            [
                ("half an hour", ("30 minutes", 1800)), ("a half hour", ("30 minutes", 1800)),
                ("a quarter of an hour", ("15 minutes", 900)), ("three quarters of an hour", ("45 minutes", 2700)),
                ("half a minute", ("30 seconds", 30)), ("an hour and a half", ("1 hour and 30 minutes", 5400)),
                ("a minute and a half", ("1 minute and 30 seconds", 90)), ("a couple of minutes", ("2 minutes", 120)),
            ]
        )  # fmt: skip
    small, large = rng.choice([(_UNITS[0], _UNITS[1]), (_UNITS[1], _UNITS[2])])
    first, second = rng.randint(1, 9), rng.choice([5, 10, 15, 20, 30, 40, 45, rng.randint(1, 59)])
    if kind < 0.92:
        said = rng.choice(
            [f"{in_words(first)} and a half {large[0]}s", f"{in_words(first)} {plural(first, large[0])} and a half"]
        )
        second = 30
    else:
        joint = rng.choice([" and ", " and ", " ", ", "])
        said = f"{in_words(first)} {plural(first, large[0])}{joint}{in_words(second)} {plural(second, small[0])}"
    text = f"{first} {plural(first, large[0])} and {second} {plural(second, small[0])}"
    return said, (text, first * large[1] + second * small[1])


def _length(rng: random.Random) -> tuple[str, object]:
    amount, unit, seconds = _simple(rng)
    joint = rng.choice([" ", " ", "-"])
    return f"{in_words(amount)}{joint}{unit}", (f"{amount} {plural(amount, unit)}", amount * seconds)


def word(choices: Collection[str]) -> SlotSampler:
    """One of the words, which means itself."""
    ordered = list(choices)

    def take(rng: random.Random) -> tuple[str, object]:
        chosen = rng.choice(ordered)
        return chosen, chosen

    return take


def _plain(take: Callable[[random.Random], str]) -> SlotSampler:
    def sample(rng: random.Random) -> tuple[str, object]:
        chosen = take(rng)
        return chosen, chosen

    return sample


def _meaning(meanings: Mapping[str, object], often: Sequence[str] = ()) -> SlotSampler:
    """A word and what it means; those in `often` come more often."""
    choices = [*often, *meanings]

    def draw(rng: random.Random) -> tuple[str, object]:
        said = rng.choice(choices)
        return said, meanings[said]

    return draw


def build(invented: float) -> Mapping[str, SlotSampler]:
    """Every slot; the share `invented` of the words that replies repeat is made up."""
    copied = Copied(invented)
    return {
        "number": _number, "small": _small, "duration": duration, "length": _length, "number_bare": _small,
        "sum_number": _marked("+"), "times_number": _marked("*"), "times_table": _times_table,
        "items": _plain(copied.items),
        "op": _meaning(OPERATORS, ["plus", "minus", "times"]), "op_do": _meaning(_OP_DO),
        "item": _plain(copied.item), "task": _plain(copied.task), "label": _plain(copied.label),
        "statement": _plain(copied.statement),
        "thing_listed": _plain(copied.listed), "name": _plain(copied.name), "full_name": _plain(copied.full_name),
        "spelled": _plain(copied.spelled), "query": copied.query, "nonsense": _plain(copied.new),
        "surname": word(words.SURNAMES), "country": word(words.CAPITALS), "weekday": word(words.WEEKDAYS),
        "near_day": word(["today", "tomorrow", "tomorrow", "next week"]), "topic": word(words.TOPICS),
        "day": word(["tomorrow", "today", "tonight", "next week", *(f"on {day}" for day in words.WEEKDAYS)]),
        "adjective": word(words.ADJECTIVES), "thing": word(words.THINGS), "room": word(words.ROOMS),
        "noun": word(lexicon.NOUNS), "verb": word(list(lexicon.VERBS)),
        "place": word(words.PLACES), "person": word(words.PEOPLE),
        "person_plain": word(["mother", "father", "sister", "brother", "wife", "husband", "friend", "boss"]),
        "service": word(words.SERVICES), "reason": word(words.REASONS), "clock_time": clock_time, "phone": phone,
        "opposite": word(sorted({w for p in OPPOSITES for w in p})), "vin": vin,
    }  # fmt: skip
