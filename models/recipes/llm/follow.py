"""What is right to answer to words that go back to the turn before."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from models.recipes.common import words
from models.recipes.common.grammar import Request, SlotSampler
from models.recipes.common.knowledge import RELATIONS
from models.recipes.common.knowledge_best import OTHER_BEST
from models.recipes.common.knowledge_words import UNITS
from models.recipes.common.numbers import in_words
from models.recipes.common.sentences import follow_up
from models.recipes.common.slots import word
from models.recipes.common.slots_copied import Copied
from models.recipes.llm import answers
from models.recipes.llm.conversation import Conversation, Turn, saying, tool_call
from models.recipes.llm.known import OPPOSITE, capital, fact, joke, opposite, spelling

KINDS: Mapping[str, tuple[str, ...]] = {
    "sum": (*("go on",) * 6, "double", "half", "other number", "again"),
    "convert": ("other unit", "other unit", "other measure"),
    "capital": ("other subject", "other subject", "no, subject", "spell it"),
    "fact": ("other subject", "other subject", "no, subject", "spell it"),
    "best": ("other best",),
    "opposite": ("other subject", "no, subject", "spell it"),
    "spell": ("other subject", "no, subject"),
    "search": ("other subject", "no, subject"),
    "timer": ("make it", "make it", "drop", "drop", "again"),
    "add": ("more items", "more items", "drop", "drop", "no, item", "spell it"),
    "note": ("drop", "more items"),
    "remove": ("more remove",),
    "joke": ("another", "another", "again"),
    "time": ("again",),
    "date": ("again",),
    "name": ("spell it",),
    "find customer": ("other subject", "no, subject"),
    "appointments": ("other subject", "no, subject"),
    "slots": ("other subject",),
    "book": ("drop",),
}
"""Topic to what may follow; anything may be followed by "say again"."""

_COPIED = Copied(0.3)
_WITH_WORD = frozenset(("capital", "fact", "opposite", "add", "name"))


def kinds_for(state: Conversation) -> tuple[str, ...]:
    """What may follow now."""
    return tuple(kind for kind in KINDS.get(state.topic, ()) if kind != "spell it" or state.word)


def _subjects(state: Conversation) -> SlotSampler:
    """What may be asked about in the same way."""
    match state.topic:
        case "capital":
            return word(words.CAPITALS)
        case "fact":
            return word(RELATIONS[str(state.about[0])].table)
        case "opposite":
            return word(OPPOSITE)
        case "slots":
            return word([*words.WEEKDAYS, "tomorrow"])
        case "spell":
            return lambda rng: (lambda chosen: (chosen, chosen))(_COPIED.spelled(rng))
        case "search":
            return _COPIED.query
        case _:
            return lambda rng: (lambda chosen: (chosen, chosen))(_COPIED.full_name(rng))


def _measure_slots(state: Conversation, rng: random.Random) -> dict[str, SlotSampler]:
    if state.topic != "convert":
        return {}
    _, unit, other = state.about
    others = [one for one in UNITS if one[2] == unit[2] and one not in (unit, other)] or [other]  # type: ignore[index]
    chosen, amount = rng.choice(others), rng.randint(2, 99)
    said = f"{in_words(amount)} {unit[1]}"  # type: ignore[index]
    return {"unit": lambda _: (chosen[1].removeprefix("degrees "), chosen), "measure": lambda _: (said, amount)}


def _best_slots(state: Conversation) -> dict[str, SlotSampler]:
    if state.topic != "best":
        return {}
    others = list(OTHER_BEST[str(state.about[0])].items())
    return {"best": lambda rng: rng.choice(others)}


def follow(kind: str, state: Conversation, rng: random.Random) -> Request:
    """Words of this kind that fit the conversation."""
    slots: dict[str, SlotSampler] = {"subject": _subjects(state), **_measure_slots(state, rng), **_best_slots(state)}
    return follow_up(kind, rng, slots, invented=0.25)


def _last_number(request: Request) -> float:
    value = request.values[-1]
    return value if isinstance(value, int | float) else 0


def _sum(request: Request, state: Conversation, _: random.Random) -> list[Turn]:
    parts = list(state.about[0])  # type: ignore[call-overload]
    if request.intent == "other number":
        return answers.calculation([*parts[:-1], request.values[-1]], state)
    if request.intent == "again" or len(state.about) < 2:
        return answers.calculation(parts, state)
    step = {"double": ["*", 2], "half": ["/", 2]}.get(request.intent, list(request.values))
    return answers.calculation([state.about[1], *step], state)


def _convert(request: Request, state: Conversation, _: random.Random) -> list[Turn]:
    amount, unit, other = state.about
    if request.intent == "other unit":
        return answers.conversion(amount, unit, request.values[0], state)  # type: ignore[arg-type]
    return answers.conversion(_last_number(request), unit, other, state)  # type: ignore[arg-type]


def _subject(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    subject = str(request.values[-1])
    match state.topic:
        case "capital":
            return capital(subject, state)
        case "fact":
            return fact(str(state.about[0]), subject, state)
        case "opposite":
            return opposite(subject, state)
        case "spell":
            return spelling(subject, state)
        case _:
            return answers.look_up(subject, answers.past_sentence(subject, rng), state, rng)


def _make_it(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """Another length: the timer that runs is cancelled first. A bare number keeps the unit."""
    old, label, reminding = state.about
    new = request.values[-1]
    if not isinstance(new, tuple):
        unit = str(old[0]).split()[1].rstrip("s")  # type: ignore[index]
        new = (
            f"{new} {unit}{'' if new == 1 else 's'}",
            int(str(new)) * {"second": 1, "minute": 60, "hour": 3600}[unit],
        )
    cancelled = [tool_call("cancel_timer"), ("tool", '{"ok": true}')]
    return [*cancelled, *answers.timer(new, str(label), bool(reminding), state, rng)]


def _drop(_: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    if state.topic == "timer":
        state.turn_to("")
        return [tool_call("cancel_timer"), ("tool", '{"ok": true}'), *saying("The timer is cancelled.")]
    return answers.remove_text(str(state.about[0]), state, rng)


def _other_best(request: Request, state: Conversation, _: random.Random) -> list[Turn]:
    """Of the same kind, the one with another adjective."""
    reply = str(request.values[0])
    state.turn_to("best" if reply in OTHER_BEST else "", reply)
    return saying(reply)


def _again(_: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    match state.topic:
        case "timer":
            length, label, reminding = state.about
            return answers.timer(length, str(label), bool(reminding), state, rng)  # type: ignore[arg-type]
        case "joke":
            return joke(state)
        case "sum":
            return _sum(Request("", "again", ()), state, rng)
        case _:
            return answers.clock(Request("", state.topic, ()), state, rng)


def _items(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    return answers.add_text(str(request.values[0]), False, state, rng)


def _other_item(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """Another item in place of the last one."""
    old = str(state.about[0])
    state.notes = [note for note in state.notes if note != old]
    taken = [tool_call("remove_note", text=old), ("tool", '{"ok": true}')]
    return [*taken, *answers.add_text(str(request.values[0]), False, state, rng)]


ANSWERS: Mapping[str, Callable[[Request, Conversation, random.Random], list[Turn]]] = {
    "go on": _sum, "double": _sum, "half": _sum, "other number": _sum, "other unit": _convert,
    "other measure": _convert, "other subject": _subject, "no, subject": _subject, "make it": _make_it,
    "drop": _drop, "other best": _other_best, "again": _again,
    "another": lambda _, state, __: joke(state), "more items": _items,
    "no, item": _other_item, "more remove": lambda request, state,
    rng: answers.remove_text(str(request.values[0]), state, rng), "spell it": lambda _, state,
    __: spelling(state.word, state),
}  # fmt: skip
"""Kind to answer; those of the service desk are in `dialogues`."""
