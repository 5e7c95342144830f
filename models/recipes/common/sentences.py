"""The starter's world: one request at a time, of any of its intents."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Mapping

from models.recipes.common import words
from models.recipes.common.grammar import Request, SlotSampler, expand, fill, normalise, punctuate
from models.recipes.common.knowledge import RELATIONS
from models.recipes.common.knowledge_best import OTHER_BEST
from models.recipes.common.knowledge_single import SINGLE
from models.recipes.common.knowledge_words import UNITS
from models.recipes.common.numbers import in_words
from models.recipes.common.sentences_clock import CLOCK_PATTERNS
from models.recipes.common.sentences_desk import DESK_PATTERNS
from models.recipes.common.sentences_help import HELP_PATTERNS
from models.recipes.common.sentences_know import FOLLOW_PATTERNS, KNOW_PATTERNS
from models.recipes.common.sentences_lists import LIST_PATTERNS
from models.recipes.common.sentences_setup import SETUP_PATTERNS
from models.recipes.common.sentences_sums import SUM_PATTERNS
from models.recipes.common.sentences_talk import TALK_PATTERNS
from models.recipes.common.sentences_unknown import UNKNOWN_PATTERNS
from models.recipes.common.slots import build, number, word

PATTERNS: Mapping[str, tuple[str, ...]] = {
    **CLOCK_PATTERNS, **SUM_PATTERNS, **LIST_PATTERNS, **KNOW_PATTERNS, **HELP_PATTERNS, **SETUP_PATTERNS,
    **TALK_PATTERNS, **UNKNOWN_PATTERNS, **DESK_PATTERNS,
}  # fmt: skip
"""Intent to patterns."""

WEIGHTS: Mapping[str, float] = {
    "time": 2.5, "date": 2.5, "plus": 4, "minus": 3, "subtract": 1.5, "times": 3.5, "divided": 3, "into": 1.8,
    "chain": 3.5, "convert": 5, "timer": 4, "reminder": 4, "labelled": 3, "cancel": 1.7, "left": 2, "add": 5,
    "note": 7.5, "remove": 4, "clear": 2.5, "list": 2.2, "search": 3, "capital": 3.5, "fact": 14, "spell": 6,
    "opposite": 4,
    "greeting": 1.2, "how are you": 0.8, "thanks": 0.9, "bye": 0.8, "joke": 1.2, "who": 1.2, "quiet": 1.3,
    "name": 1.3, "my name": 1, "compliment": 0.8, "insult": 0.7, "bored": 0.9, "happy": 0.6, "favourite": 0.9,
    "alive": 1.3, "sorry": 0.5, "birthday": 0.6, "nice weather": 1.1, "good luck": 0.4, "weather": 1.3, "music": 1.3,
    "lights": 1.3, "calls": 1.3, "mail": 1.1, "news": 1.3, "web": 1.4, "pictures": 1, "alarm": 2, "write": 1.5,
    "unknown": 6.5, "abilities": 2.3, "talk": 1.2, "stop": 1.9, "privacy": 1.3, "offline": 1, "history": 2.2,
    "export": 1.5, "model": 1.7, "doctor": 2, "microphone": 1.3, "settings": 0.9, "text box": 0.9, "timings": 0.9,
    "folder": 1.4, "demo": 0.6, "bench": 0.6, "languages": 1, "voice": 1, "licence": 0.9, "find customer": 2.5,
    "find phone": 1, "slots": 1.8, "book": 2.6, "book open": 0.5, "appointments": 1.3, "cancel appointment": 1.7,
    "cancel appointment because": 1.4, "reschedule": 2.5, "vin": 1.6, "desk help": 0.3,
}  # fmt: skip
"""How often each intent is drawn."""

_BEFORE = [
    "hey sotto, ",
    "sotto, ",
    "okay, ",
    "so, ",
    "please, ",
    "um, ",
    "well, ",
    "now ",
    "hey, ",
    "and ",
    "tell me, ",
    "excuse me, ",
    "listen, ",
    "quick question, ",
    "hi, ",
    "one more thing, ",
    "right, ",
    "could you tell me, ",
    "i was wondering, ",
    "okay sotto, ",
    "oh, ",
    "hello, ",
    "uh, ",
    "actually, ",
]
_AFTER = [
    " please",
    ", please",
    " sotto",
    ", sotto",
    " thanks",
    ", thank you",
    " for me",
    " now",
    " then",
    " if you can",
    " quickly",
    " right now",
    " again",
]
_UNPOLISHED = frozenset(("quiet", "thanks", "bye", "greeting", "name", "sorry", "note", "reminder", "alarm"))
_SHORT = {
    "kilometres": "km", "metres": "m", "centimetres": "cm", "millimetres": "mm", "kilograms": "kg", "grams": "g",
    "pounds": "lbs", "ounces": "oz", "litres": "l", "millilitres": "ml", "gallons": "gal", "minutes": "mins",
    "seconds": "secs", "hours": "hrs", "miles per hour": "mph", "kilometres per hour": "kmh", "megabytes": "mb",
    "gigabytes": "gb", "terabytes": "tb", "inches": "in", "feet": "ft", "celsius": "c", "fahrenheit": "f",
}  # fmt: skip
_AMERICAN = {
    "metres": "meters",
    "metre": "meter",
    "litres": "liters",
    "litre": "liter",
    "kilograms": "kilos",
    "kilogram": "kilo",
}


def _spelled(unit: str, rng: random.Random) -> str:
    """A unit as somebody may write it: mostly in full, sometimes short or the American way."""
    kind = rng.random()
    if kind < 0.1 and unit in _SHORT:
        return _SHORT[unit]
    if kind < 0.25:
        for british, american in _AMERICAN.items():
            if unit.endswith(british):
                return unit.removesuffix(british) + american
    return unit


_TWO = (
    "time", "date", "plus", "minus", "times", "timer", "labelled", "cancel", "left", "add", "remove", "clear", "list",
    "convert", "capital",
)  # fmt: skip
_BEST = sorted({adjective for others in OTHER_BEST.values() for adjective in others})
_SHARE_OF_TWO, _SHARE_OF_FOLLOW_UPS = 0.03, 0.08

_SLOTS = {share: build(share) for share in (0.0, 0.25)}


def _decorated(text: str, intent: str, rng: random.Random) -> str:
    """The sentence, sometimes with words of courtesy or hesitation around it."""
    if intent in _UNPOLISHED or rng.random() > 0.16:
        return text
    if rng.random() < 0.6:
        return rng.choice(_BEFORE) + text
    return text + rng.choice(_AFTER)


def _measures(rng: random.Random) -> tuple[Mapping[str, SlotSampler], tuple[object, ...]]:
    """Slots of a conversion that fit together, and its values: amount, unit, other unit (entries of UNITS)."""
    unit = rng.choice(UNITS)
    other = rng.choice([candidate for candidate in UNITS if candidate[2] == unit[2] and candidate != unit])
    amount: float = rng.choice([1, rng.randint(1, 20), rng.randint(1, 100), rng.randint(1, 100), number(rng)])
    said = in_words(int(amount))
    if rng.random() < 0.06:
        amount, said = (0.5, f"half a {unit[0]}") if rng.random() < 0.3 else (amount + 0.5, f"{said} and a half")
    name = unit[0] if amount == 1 else unit[1]
    if amount == 1 and rng.random() < 0.6:
        said = "an" if name[0] in "aeiouh" and name[:2] != "ha" and name[:2] != "he" else "a"
    if unit[2] == "temperature":
        name = rng.choice([name, name, name.split()[-1], "degrees " + name.split()[-1]])
    measure = said if said.startswith("half a ") else f"{said} {_spelled(name, rng)}"
    wanted = other[1].removeprefix("degrees ") if rng.random() < 0.8 else other[1]
    written = _spelled(wanted, rng)
    return {"measure": lambda _: (measure, amount), "unit": lambda _: (written, other)}, (amount, unit, other)


def _fact(rng: random.Random) -> tuple[str, tuple[object, ...]]:
    """A question by heart; values: the reply, and (relation, subject) where it has one."""
    if rng.random() < 0.35:
        pattern, reply = rng.choice(SINGLE)
        return expand(pattern, rng), (reply, None, None)
    name = rng.choices(list(RELATIONS), [len(relation.table) ** 0.7 for relation in RELATIONS.values()])[0]
    relation = RELATIONS[name]
    subject = rng.choice(list(relation.table))
    asked = expand(rng.choice(relation.questions), rng).format(subject, **_parts(subject))
    return asked, (fact_reply(name, subject), name, subject)


def _parts(subject: str) -> dict[str, str]:
    thing, _, place = re.sub(r" (in|on) ", "\n", subject, count=1).partition("\n")
    kind = "month" if subject in words.MONTHS else "day" if subject in words.WEEKDAYS else "season"
    return {"thing": thing, "place": place, "kind": kind}


def fact_reply(relation: str, subject: str) -> str:
    """What is answered about the subject. Raises KeyError for what is not known."""
    reply = RELATIONS[relation].reply.format(subject, RELATIONS[relation].table[subject])
    return reply[0].upper() + reply[1:]


def _one(intent: str, rng: random.Random, invented: float) -> tuple[str, tuple[object, ...]]:
    if intent == "fact":
        return _fact(rng)
    slots, values = _SLOTS[invented], None
    if intent == "convert":
        measured, values = _measures(rng)
        slots = {**slots, **measured}
    text, found = fill(expand(rng.choice(PATTERNS[intent]), rng), slots, rng)
    return text, found if values is None else values


def _finished(text: str) -> str:
    text = text.replace(" ,", ",").replace(" :", ":").replace(" '", "'")
    return punctuate(" ".join(text.split()))


def request(
    rng: random.Random, held_out: Collection[str] = (), *, invented: float = 0.0, intents: Collection[str] = ()
) -> Request:
    """One request that needs no turn before it, of one of `intents` if any are named.

    `invented` is the share of copied words that are made up: 0 or 0.25. Sentences whose normalised text is in
    `held_out` are never given.
    """
    chosen = list(intents or WEIGHTS)
    while True:
        intent = rng.choices(chosen, [WEIGHTS[name] for name in chosen])[0]
        text, values = _one(intent, rng, invented)
        text = _finished(_decorated(text, intent, rng))
        if normalise(text) not in held_out:
            return Request(text, intent, values)


def two_requests(rng: random.Random, held_out: Collection[str] = (), *, invented: float = 0.0) -> Request:
    """Two requests in one sentence; the values are the two."""
    first, second = (request(rng, held_out, invented=invented, intents=_TWO) for _ in range(2))
    joint = rng.choice([" and ", " and ", " and then ", ", and ", " and also ", ", then "])
    tail = second.text if second.text.startswith("I ") else second.text[0].lower() + second.text[1:]
    return Request(_finished(first.text.rstrip(".?!") + joint + tail), "two", (first, second))


def follow_up(
    kind: str, rng: random.Random, slots: Mapping[str, SlotSampler] | None = None, *, invented: float = 0.0
) -> Request:
    """Words that go back to the turn before; `slots` are those that depend on it."""
    text, values = fill(expand(rng.choice(FOLLOW_PATTERNS[kind]), rng), {**_SLOTS[invented], **(slots or {})}, rng)
    return Request(_finished(text), kind, values)


def sample(rng: random.Random, held_out: Collection[str] = ()) -> Request:
    """Anything people may say. Sentences whose normalised text is in `held_out` are never given."""
    while True:
        kind = rng.random()
        if kind < _SHARE_OF_FOLLOW_UPS:
            slots, _ = _measures(rng)
            name = rng.choice(list(FOLLOW_PATTERNS))
            asked_of = {"subject": word(RELATIONS["continent"].table), "best": word(_BEST)}
            drawn = follow_up(name, rng, {**slots, **asked_of})
        elif kind < _SHARE_OF_FOLLOW_UPS + _SHARE_OF_TWO:
            drawn = two_requests(rng, held_out)
        else:
            drawn = request(rng, held_out)
        if normalise(drawn.text) not in held_out:
            return drawn
